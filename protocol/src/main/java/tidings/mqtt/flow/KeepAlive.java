package tidings.mqtt.flow;

/// The client's part of keeping a connection alive (MQTT 5.0, 3.1.2.10): a PINGREQ where nothing else was sent in time,
/// and the end where no answer comes.
///
/// Times are nanoseconds of one monotonic clock, which the caller brings. One owner, no threads.
public final class KeepAlive {

    /// What is to be done now.
    public enum Action {
        NOTHING,
        PING,
        /// The peer is gone.
        CLOSE
    }

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int EARLY = 20; // a twentieth

    private final long intervalNanos;
    private long lastSent;
    private long pingSent;
    private boolean answerPending;

    /// For the keep alive of a CONNECT or CONNACK: pings a little before its time, so that the ping arrives in time.
    ///
    /// @param seconds 0 for never
    public static KeepAlive ofSeconds(int seconds, long now) {
        long whole = seconds * NANOS_PER_SECOND;
        return new KeepAlive(whole - Math.min(whole / EARLY, NANOS_PER_SECOND), now);
    }

    /// @param intervalNanos after how much silence to ping, and how long to wait for the answer; 0 for never
    public KeepAlive(long intervalNanos, long now) {
        this.intervalNanos = intervalNanos;
        this.lastSent = now;
    }

    /// A packet was sent.
    public void onSent(long now) {
        lastSent = now;
    }

    /// Anything came: the peer lives.
    public void onReceived() {
        answerPending = false;
    }

    /// How long until [#tick] wants to be called next, in nanoseconds; [Long#MAX_VALUE] for never.
    public long untilDeadline(long now) {
        return intervalNanos == 0 ? Long.MAX_VALUE : deadline() - now;
    }

    /// Time has passed. Too early is no harm.
    public Action tick(long now) {
        if (intervalNanos == 0 || now - deadline() < 0) {
            return Action.NOTHING;
        }
        if (answerPending) {
            return Action.CLOSE;
        }
        answerPending = true;
        pingSent = now;
        lastSent = now;
        return Action.PING;
    }

    private long deadline() {
        return (answerPending ? pingSent : lastSent) + intervalNanos;
    }
}
