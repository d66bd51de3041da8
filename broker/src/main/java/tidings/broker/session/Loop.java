package tidings.broker.session;

import java.time.Duration;
import java.util.concurrent.Future;

/// One event loop, as far as sessions know it: one thread, one task at a time, in order.
public interface Loop {

    /// Runs a task later, after those given before. Any thread may call it.
    void execute(Runnable task);

    /// Runs a task after a time, unless it is cancelled before.
    Future<?> schedule(Runnable task, Duration delay);

    /// Whether the caller is on this loop.
    boolean isCurrent();

    /// Nanoseconds of the broker's one monotonic clock.
    long nanoTime();
}
