package tidings.client;

import java.time.Duration;

/// What becomes of messages that cannot go at once.
///
/// @param queueAtMostOnce whether messages of QoS 0 wait for a connection too
/// @param dropOldest whether a full queue gives up its oldest message for a new one, which is refused otherwise
/// @param retryInterval after how long without an answer a message is sent again, in MQTT 3.1 only; zero for never. The
///        later versions repeat on a new connection only
/// @param linger how long [MqttClient#disconnect] waits for acknowledgements of what was handed over before
public record Sending(boolean queueAtMostOnce, boolean dropOldest, Duration retryInterval, Duration linger) {

    /// QoS 0 does not wait, a full queue refuses, nothing is repeated on one connection, five seconds of patience.
    public static final Sending DEFAULT = new Sending(false, false, Duration.ZERO, Duration.ofSeconds(5));

    public Sending {
        if (retryInterval.isNegative() || linger.isNegative()) {
            throw new IllegalArgumentException("Times are not negative: " + retryInterval + ", " + linger);
        }
    }

    /// Whether messages of QoS 0 wait for a connection.
    public Sending queueAtMostOnce(boolean on) {
        return new Sending(on, dropOldest, retryInterval, linger);
    }

    /// Whether a full queue gives up its oldest message for a new one.
    public Sending dropOldest(boolean on) {
        return new Sending(queueAtMostOnce, on, retryInterval, linger);
    }

    /// After how long to repeat a message of MQTT 3.1.
    public Sending retryInterval(Duration time) {
        return new Sending(queueAtMostOnce, dropOldest, time, linger);
    }

    /// How long a disconnect waits for acknowledgements.
    public Sending linger(Duration time) {
        return new Sending(queueAtMostOnce, dropOldest, retryInterval, time);
    }
}
