package tidings.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
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
    private static final int FIRST_CAPACITY = 16;
    private static final int LARGEST_IDLE_CAPACITY = 1024;

    private final Executor threads;
    private final Runnable drain = this::drain;
    private final ReentrantLock lock = new ReentrantLock(); // held for a few stores at a time
    private @Nullable Runnable[] tasks = new @Nullable Runnable[FIRST_CAPACITY];
    private int size;
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
            if (size == tasks.length) {
                tasks = Arrays.copyOf(tasks, 2 * size);
            }
            tasks[size++] = task;
        } finally {
            lock.unlock();
        }
    }

    /// Sees to it that what was laid down runs.
    void wake() {
        lock.lock();
        try {
            if (running || size == 0) {
                return;
            }
            running = true;
        } finally {
            lock.unlock();
        }
        threads.execute(drain);
    }

    private void drain() {
        @Nullable
        Runnable[] spare = new @Nullable Runnable[FIRST_CAPACITY];
        for (@Nullable
        Runnable[] batch = swap(spare); batch != null; batch = swap(spare)) {
            for (int i = 0; i < batch.length; i++) {
                Runnable task = batch[i];
                if (task == null) {
                    break; // behind the last there is nothing
                }
                batch[i] = null;
                run(task);
            }
            spare = batch.length > LARGEST_IDLE_CAPACITY ? new @Nullable Runnable[FIRST_CAPACITY] : batch;
        }
    }

    /// What was laid down, in exchange for an array of nothing; or null if there is nothing, and no thread any more.
    private @Nullable Runnable @Nullable [] swap(@Nullable Runnable[] empty) {
        lock.lock();
        try {
            if (size == 0) {
                running = false;
                return null;
            }
            @Nullable
            Runnable[] full = tasks;
            tasks = empty;
            size = 0;
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
