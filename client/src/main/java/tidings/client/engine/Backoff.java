package tidings.client.engine;

import java.util.random.RandomGenerator;

/// How long to wait before connecting again: each time twice as long, up to a limit, and never quite as long as others who
/// lost their connection in the same moment.
public final class Backoff {

    private final long firstNanos;
    private final long longestNanos;
    private final RandomGenerator random;
    private int failures;

    public Backoff(long firstNanos, long longestNanos, RandomGenerator random) {
        this.firstNanos = firstNanos;
        this.longestNanos = longestNanos;
        this.random = random;
    }

    /// How long to wait now, in nanoseconds: between half of the time and all of it.
    public long next() {
        long bounded = longestNanos;
        if (failures < Long.numberOfLeadingZeros(firstNanos) - 1) { // else it does not fit into a long
            bounded = Math.min(longestNanos, firstNanos << failures);
        }
        failures++;
        return bounded / 2 + random.nextLong(bounded / 2 + 1);
    }

    /// The server let the client in: the next time begins anew.
    public void reset() {
        failures = 0;
    }
}
