package tidings.cli.load;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Publishes at a rate, or as fast as acknowledgements come.
///
/// Whoever may publish stands in a queue, once for each message that may be in flight. A message that the server keeps
/// waiting is due when it was planned, not when its turn came: its delay counts, and so does that of those behind it.
final class Pacer {

    private static final long POLL_MILLIS = 50;
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final double MICROS = 1e6;

    private final LoadPlan plan;
    private final LinkedBlockingQueue<Worker> ready = new LinkedBlockingQueue<>();
    private final AtomicInteger inFlight = new AtomicInteger();

    Pacer(LoadPlan plan, List<Worker> workers) {
        this.plan = plan;
        for (int i = 0; i < plan.inFlight(); i++) {
            ready.addAll(workers);
        }
    }

    /// Publishes until all is published, or it is told to stop; then waits for what is in flight, a while.
    void run(BooleanSupplier stopped) throws InterruptedException {
        long begun = Stamp.now();
        for (long count = 0; !stopped.getAsBoolean(); count++) {
            long due = due(begun, count);
            if (!await(due, stopped)) {
                break;
            }
            Worker worker = next(stopped);
            if (worker == null) {
                break;
            }
            inFlight.incrementAndGet();
            worker.publish(plan.rate() > 0 ? due : Stamp.now(), () -> {
                inFlight.decrementAndGet();
                ready.add(worker);
            });
        }
        settle();
    }

    private long due(long begun, long count) {
        return plan.rate() > 0 ? begun + (long) (count * MICROS / plan.rate()) : 0;
    }

    private static boolean await(long dueMicros, BooleanSupplier stopped) {
        for (long left = dueMicros - Stamp.now(); left > 0; left = dueMicros - Stamp.now()) {
            if (stopped.getAsBoolean()) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(Math.min(left, POLL_MILLIS * 1_000)));
        }
        return true;
    }

    /// The next that may publish, or null if none is to any more.
    private @Nullable Worker next(BooleanSupplier stopped) throws InterruptedException {
        while (!stopped.getAsBoolean()) {
            Worker worker = ready.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (worker != null && !worker.isDone()) {
                return worker;
            }
            if (worker == null && inFlight.get() == 0) {
                return null; // all have left the queue as done
            }
        }
        return null;
    }

    private void settle() {
        long end = System.nanoTime() + SETTLE_NANOS;
        while (inFlight.get() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
