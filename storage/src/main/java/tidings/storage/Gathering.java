package tidings.storage;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Lets some more work come before the next group is written, where much came of late: a sync costs the same for many. Where
/// nobody comes meanwhile, all who write wait for their answers; that is seldom tried again.
///
/// Used on the writer's thread alone.
final class Gathering {

    /// So many works in the time of a gathering are many.
    private static final int MANY = 8;
    private static final long STEP_NANOS = 1_000_000;
    private static final int MOST_TO_SKIP = 64;

    private final long nanos;
    private long groupBegan = System.nanoTime();
    private long countedSince = groupBegan;
    private int counted;
    private boolean many;
    private int skip;
    private int skipNext = 1;

    /// @param longest from the begin of one group to the begin of the next
    Gathering(Duration longest) {
        this.nanos = longest.toNanos();
    }

    /// Waits for more, or for nothing.
    ///
    /// @param over whether there is no time for that
    void await(WorkQueue queue, BooleanSupplier over) {
        if (!many || skip-- > 0) {
            return;
        }
        long before = queue.weight();
        long weight = before;
        boolean more = true;
        while (more && System.nanoTime() - groupBegan < nanos && !over.getAsBoolean()) {
            LockSupport.parkNanos(this, Math.min(STEP_NANOS, nanos));
            long now = queue.weight();
            more = now != weight;
            weight = now;
        }
        skipNext = weight != before || more ? 1 : Math.min(2 * skipNext, MOST_TO_SKIP);
        skip = skipNext - 1;
    }

    /// A group of so many works begins.
    void begins(int works) {
        groupBegan = System.nanoTime();
        counted += works;
        long passed = groupBegan - countedSince;
        if (passed >= nanos) {
            many = nanos > 0 && counted >= MANY * (passed / nanos);
            countedSince = groupBegan;
            counted = 0;
        }
    }
}
