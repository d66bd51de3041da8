package tidings.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs tasks one after the other, in the order in which they came, on threads of another executor. A task that throws is
/// logged, and the next one runs.
final class SerialExecutor implements Executor {

    private static final Logger LOG = System.getLogger(SerialExecutor.class.getName());

    private final Executor threads;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    SerialExecutor(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (size.getAndIncrement() == 0) {
            threads.execute(this::drain);
        }
    }

    private void drain() {
        do {
            Runnable task = tasks.poll();
            if (task != null) { // as it always is: what is counted has been added
                run(task);
            }
        } while (size.decrementAndGet() > 0);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable thrown) { // also an Error: the tasks after it are others' business
            LOG.log(Level.ERROR, "A handler threw", thrown);
        }
    }
}
