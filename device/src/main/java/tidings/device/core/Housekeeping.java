package tidings.device.core;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is to be done now and then, on a thread of its own.
public final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("housekeeping").daemon().factory());

    /// Does some things again and again; one that fails is tried again.
    public Housekeeping(Duration pause, List<Runnable> things) {
        thread.scheduleWithFixedDelay(() -> things.forEach(Housekeeping::attempt), pause.toMillis(), pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /// Stops, after what is being done.
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("Something takes too long: {}", thread);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void attempt(Runnable thing) {
        try {
            thing.run();
        } catch (RuntimeException e) {
            LOG.warn("Something that is done now and then failed: {}", e.getMessage());
        }
    }
}
