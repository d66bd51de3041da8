package tidings.storage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/// How long something took, each time: counted in steps from 10 microseconds to 10 seconds, so that it costs next to
/// nothing however often it happens.
///
/// One thread adds; any thread may read.
public final class Durations {

    /// The upper bound of each step; what takes longer than the last is counted behind it.
    public static final List<Duration> STEPS = steps();

    private static final long[] BOUNDS = STEPS.stream().mapToLong(Duration::toNanos).toArray();

    /// One for each step, one for what is longer, and the sum of nanoseconds.
    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.length + 2);

    /// What was counted until a moment.
    ///
    /// @param counts one for each of [#STEPS], and one for what is longer
    public record Tally(List<Long> counts, long sumNanos) {

        /// Nothing yet.
        public static final Tally NONE = new Durations().tally();

        /// How many times in all.
        public long count() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }

        public Tally plus(Tally other) {
            List<Long> sums = new ArrayList<>(counts.size());
            for (int i = 0; i < counts.size(); i++) {
                sums.add(counts.get(i) + other.counts.get(i));
            }
            return new Tally(List.copyOf(sums), sumNanos + other.sumNanos);
        }
    }

    /// It took so long, so many times.
    public void add(long nanos, long times) {
        int step = 0;
        while (step < BOUNDS.length && nanos > BOUNDS[step]) {
            step++;
        }
        add(counts, step, times);
        add(counts, BOUNDS.length + 1, Math.max(0, nanos) * times);
    }

    public Tally tally() {
        List<Long> copy = new ArrayList<>(BOUNDS.length + 1);
        for (int i = 0; i <= BOUNDS.length; i++) {
            copy.add(counts.getAcquire(i));
        }
        return new Tally(List.copyOf(copy), counts.getAcquire(BOUNDS.length + 1));
    }

    /// Without a locked instruction: nobody else adds.
    private static void add(AtomicLongArray counts, int place, long more) {
        counts.setRelease(place, counts.getPlain(place) + more);
    }

    private static List<Duration> steps() {
        List<Duration> steps = new ArrayList<>();
        for (long micros = 10; micros < 10_000_000; micros *= 10) {
            steps.add(Duration.ofNanos(micros * 1_000));
            steps.add(Duration.ofNanos(micros * 2_500));
            steps.add(Duration.ofNanos(micros * 5_000));
        }
        steps.add(Duration.ofSeconds(10));
        return List.copyOf(steps);
    }
}
