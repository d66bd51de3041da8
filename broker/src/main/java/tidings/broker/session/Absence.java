package tidings.broker.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Message;
import tidings.mqtt.Property;

/// What is to happen while the client of a session is away, unless it returns in time: its will, and the end of the session.
/// One owner, no threads.
final class Absence {

    private Duration expiry = Duration.ZERO;
    private @Nullable Message will;
    private final List<Future<?>> timers = new ArrayList<>(2);

    /// Something is to happen unless the client returns.
    void untilReturn(Future<?> timer) {
        timers.add(timer);
    }

    /// The client is back, or the session ended.
    void over() {
        timers.forEach(timer -> timer.cancel(false));
        timers.clear();
    }

    /// How long the session is kept.
    Duration expiry() {
        return expiry;
    }

    void expiry(Duration duration) {
        expiry = duration;
    }

    /// The will that is to be published if the client does not come back, or null.
    @Nullable
    Message takeWill() {
        Message taken = will;
        will = null;
        return taken;
    }

    boolean hasWill() {
        return will != null;
    }

    /// How long the will waits for the client; zero where there is none.
    Duration willDelay() {
        return will == null
                ? Duration.ZERO
                : Duration.ofSeconds(will.properties().get(Property.WILL_DELAY_INTERVAL, 0L));
    }

    void will(@Nullable Message message) {
        will = message;
    }
}
