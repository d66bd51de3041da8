package tidings.device.core;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.device.store.ProfileTable;
import tidings.device.store.Store;

/// Deletes history that is older than its profile wants to keep it (`retentionDays`): all day, a little at a time, between
/// what devices write, and after each step it rests three times as long as that took. What is old is looked for by a reader, so
/// that the writer has nothing to do where there is nothing.
public final class Retention implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final Duration BETWEEN_ROUNDS = Duration.ofMinutes(10);
    private static final long SHORTEST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int RESTS_FOR_STEPS = 3;
    private static final int SERIES_AT_ONCE = 10_000;

    private final Store store;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("retention").unstarted(this::run);

    public Retention(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    public void start() {
        thread.start();
    }

    /// Stops, after the step that is under way.
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Deletes all that is too old now.
    ///
    /// @return how many steps that took
    int round() throws InterruptedException {
        Map<UUID, Long> retentions = store.database().query(ProfileTable::retentions);
        int steps = 0;
        for (Map.Entry<UUID, Long> retention : retentions.entrySet()) {
            long before = clock.millis() - TimeUnit.DAYS.toMillis(retention.getValue());
            long last = store.telemetry().lastSeries();
            long from = 1;
            while (from <= last) {
                long to = from + SERIES_AT_ONCE - 1;
                long begin = System.nanoTime();
                from = store.telemetry().deleteSomeBefore(retention.getKey(), before, from, to);
                if (from <= to) {
                    steps++;
                    long took = System.nanoTime() - begin;
                    if (isClosedWithin(Duration.ofNanos(Math.max(RESTS_FOR_STEPS * took, SHORTEST_REST_NANOS)))) {
                        return steps;
                    }
                }
            }
        }
        return steps;
    }

    private void run() {
        try {
            do {
                attempt();
            } while (!isClosedWithin(BETWEEN_ROUNDS));
        } catch (InterruptedException e) {
            LOG.trace("closed");
        }
    }

    private void attempt() throws InterruptedException {
        try {
            int steps = round();
            LOG.debug("history was cut in {} steps", steps);
        } catch (RuntimeException e) {
            LOG.warn("Old history was not deleted, and it is tried again: {}", e.getMessage());
        }
    }

    private boolean isClosedWithin(Duration time) throws InterruptedException {
        return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
