package tidings.manage;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.Figures;

/// What went on in the last minutes, a sample every two seconds: for a page that shows at once what it did not see.
///
/// Any thread may ask.
final class Rates implements AutoCloseable {

    static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Rates.class);
    private static final int KEPT = 300;

    private final Supplier<Figures> figures;
    private final InstantSource clock;
    private final ScheduledExecutorService sampler =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("manage-rates").daemon().factory());
    private final Deque<Sample> samples = new ArrayDeque<>(); // guarded by this
    private @Nullable Figures before;

    /// What went on in the time since the sample before, each second of it.
    ///
    /// @param ts when, in milliseconds since 1970
    record Sample(
            long ts,
            int connections,
            long queuedMessages,
            double messagesReceived,
            double messagesSent,
            double bytesReceived,
            double bytesSent,
            double connects,
            double dropped) {}

    Rates(Supplier<Figures> figures, InstantSource clock) {
        this.figures = figures;
        this.clock = clock;
    }

    void start() {
        sampler.scheduleAtFixedRate(this::sample, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// The samples after a time, oldest first.
    synchronized List<Sample> since(long ts) {
        return samples.stream().filter(sample -> sample.ts > ts).toList();
    }

    /// The last sample, or null before the second.
    synchronized @Nullable Sample last() {
        return samples.peekLast();
    }

    /// Takes a sample; never throws, or there would be no other.
    void sample() {
        try {
            add(figures.get());
        } catch (RuntimeException failure) {
            LOG.debug("No sample of the rates", failure);
        }
    }

    @Override
    public void close() {
        sampler.shutdownNow();
    }

    private synchronized void add(Figures now) {
        Figures then = before;
        before = now;
        if (then == null) {
            return;
        }
        double seconds = Math.max(1e-3, now.uptime().minus(then.uptime()).toNanos() / 1e9);
        if (samples.size() == KEPT) {
            samples.removeFirst();
        }
        samples.addLast(new Sample(
                clock.millis(), now.connected(), now.queuedMessages(),
                (now.received().messagesInAll() - then.received().messagesInAll()) / seconds,
                (now.sent().messagesInAll() - then.sent().messagesInAll()) / seconds,
                (now.received().bytes() - then.received().bytes()) / seconds,
                (now.sent().bytes() - then.sent().bytes()) / seconds,
                (now.accepted() - then.accepted()) / seconds,
                (dropped(now) - dropped(then)) / seconds));
    }

    private static long dropped(Figures figures) {
        return figures.dropped().values().stream().mapToLong(Long::longValue).sum();
    }
}
