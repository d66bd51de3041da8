package tidings.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Runs tasks one after the other, in the order in which they came, on threads of another executor. A task that throws is
/// logged, and the next one runs. Any thread may call.
///
/// To start a thread costs more than most tasks do. Whoever has many of them lays them down ([#later]), and starts one
/// thread for all when they are complete ([#wake]).
final class SerialExecutor implements Executor {

    private static final Logger LOG = System.getLogger(SerialExecutor.class.getName());
    private static final int MOST_KEPT = 1024;

    private final Executor threads;
    private final Runnable drain = this::drain;
    private final ReentrantLock lock = new ReentrantLock(); // held for a few stores at a time
    private List<Runnable> tasks = new ArrayList<>();
    private List<Runnable> spare = new ArrayList<>(); // whoever runs tasks has it
    private boolean running;

    SerialExecutor(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        later(task);
        wake();
    }

    /// Lays down a task; [#wake] is to follow.
    void later(Runnable task) {
        lock.lock();
        try {
            tasks.add(task);
        } finally {
            lock.unlock();
        }
    }

    /// Sees to it that what was laid down runs.
    void wake() {
        lock.lock();
        try {
            if (running || tasks.isEmpty()) {
                return;
            }
            running = true;
        } finally {
            lock.unlock();
        }
        threads.execute(drain);
    }

    private void drain() {
        for (List<Runnable> batch = exchange(); batch != null; batch = exchange()) {
            batch.forEach(SerialExecutor::run);
            boolean flood = batch.size() > MOST_KEPT;
            batch.clear();
            spare = flood ? new ArrayList<>() : batch;
        }
    }

    /// What was laid down, in exchange for an empty list; or null if there is nothing, and no thread any more.
    private @Nullable List<Runnable> exchange() {
        lock.lock();
        try {
            if (tasks.isEmpty()) {
                running = false;
                return null;
            }
            List<Runnable> full = tasks;
            tasks = spare;
            return full;
        } finally {
            lock.unlock();
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable thrown) { // also an Error: the tasks after it are others' business
            LOG.log(Level.ERROR, "A handler threw", thrown);
        }
    }
}
