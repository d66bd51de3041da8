package tidings.cli.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/// What all clients together have seen so far. Any thread counts.
final class Tally {

    private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);
    private static final int DIGITS = 3;

    final LongAdder connected = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder connectionsLost = new LongAdder();
    final LongAdder sent = new LongAdder();
    final LongAdder acknowledged = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder received = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder missed = new LongAdder();

    final Times connects = new Times();
    final Times acknowledgements = new Times();
    final Times deliveries = new Times();

    /// From here on the times of messages count: what was before was to warm up.
    void forgetTimes() {
        acknowledgements.forget();
        deliveries.forget();
    }

    /// How long something took, each time.
    static final class Times {
        private final Recorder fresh = new Recorder(LONGEST_MICROS, DIGITS);
        private final Histogram all = new Histogram(LONGEST_MICROS, DIGITS);

        void add(long micros) {
            fresh.recordValue(Math.clamp(micros, 0, LONGEST_MICROS));
        }

        /// Those since the last call. One thread at a time may ask.
        synchronized Histogram sinceLastTime() {
            Histogram interval = fresh.getIntervalHistogram();
            all.add(interval);
            return interval;
        }

        synchronized Histogram all() {
            sinceLastTime();
            return all.copy();
        }

        private synchronized void forget() {
            fresh.reset();
            all.reset();
        }
    }
}
