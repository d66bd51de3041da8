package tidings.broker.session;

import tidings.mqtt.Qos;

/// What is counted on each loop.
public enum Count {
    BYTES_RECEIVED,
    BYTES_SENT,
    PACKETS_RECEIVED,
    PACKETS_SENT,
    PUBLISHES_RECEIVED,
    PUBLISHES_SENT,
    RECEIVED_AT_MOST_ONCE,
    RECEIVED_AT_LEAST_ONCE,
    RECEIVED_EXACTLY_ONCE,
    SENT_AT_MOST_ONCE,
    SENT_AT_LEAST_ONCE,
    SENT_EXACTLY_ONCE,
    PUBLISH_BYTES_RECEIVED,
    PUBLISH_BYTES_SENT,
    CONNECTS,
    CONNECTIONS_LOST,
    SESSIONS_EXPIRED,
    DROPPED_QUEUE_FULL,
    DROPPED_OVERLOAD,
    DROPPED_TOO_LARGE,
    DROPPED_NOT_RETAINED;

    /// What counts messages that came at a quality.
    static Count received(Qos qos) {
        return switch (qos) {
            case AT_MOST_ONCE -> RECEIVED_AT_MOST_ONCE;
            case AT_LEAST_ONCE -> RECEIVED_AT_LEAST_ONCE;
            case EXACTLY_ONCE -> RECEIVED_EXACTLY_ONCE;
        };
    }

    /// What counts messages that went out at a quality.
    public static Count sent(Qos qos) {
        return switch (qos) {
            case AT_MOST_ONCE -> SENT_AT_MOST_ONCE;
            case AT_LEAST_ONCE -> SENT_AT_LEAST_ONCE;
            case EXACTLY_ONCE -> SENT_EXACTLY_ONCE;
        };
    }
}
