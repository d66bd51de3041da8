package tidings.broker.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/// A loop whose clock is turned by hand and whose tasks wait until they are run.
final class HandLoop implements Loop {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(timer -> timer.at));
    private long now = 1;

    private final class Timer extends CompletableFuture<Void> {
        final long at;
        final Runnable task;

        Timer(long at, Runnable task) {
            this.at = at;
            this.task = task;
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            return timers.remove(this);
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Future<?> schedule(Runnable task, Duration delay) {
        Timer timer = new Timer(now + delay.toNanos(), task);
        timers.add(timer);
        return timer;
    }

    @Override
    public boolean isCurrent() {
        return true;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    /// Runs what waits.
    ///
    /// @return how many tasks it was
    int run() {
        int count = 0;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            count++;
        }
        return count;
    }

    /// Lets time pass, and runs what is due.
    void advance(Duration time) {
        long end = now + time.toNanos();
        for (Timer next = timers.peek(); next != null && next.at <= end; next = timers.peek()) {
            timers.remove();
            now = next.at;
            next.task.run();
            run();
        }
        now = end;
    }

    /// How many timers are set.
    int timers() {
        return timers.size();
    }
}
