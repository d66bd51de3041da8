package tidings.broker.net;

import java.util.concurrent.TimeUnit;

/// How fast one client may publish: so many messages and so many bytes a second, and as many at once. A message that is
/// larger than that comes in whole; what comes after it waits the longer.
///
/// Used on the connection's loop only.
final class Pace {

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final double messagesPerSecond;
    private final double bytesPerSecond;
    private double messages;
    private double bytes;
    private long lastNanos;

    /// @param messagesPerSecond 0 for any number
    /// @param bytesPerSecond of payload; 0 for any number
    Pace(long messagesPerSecond, long bytesPerSecond, long nowNanos) {
        this.messagesPerSecond = messagesPerSecond;
        this.bytesPerSecond = bytesPerSecond;
        this.messages = messagesPerSecond;
        this.bytes = bytesPerSecond;
        this.lastNanos = nowNanos;
    }

    /// A message came.
    ///
    /// @return nanoseconds that the next has to wait, 0 for none
    long took(int size, long nowNanos) {
        double seconds = (nowNanos - lastNanos) / SECOND;
        lastNanos = nowNanos;
        messages = Math.min(messagesPerSecond, messages + seconds * messagesPerSecond) - 1;
        bytes = Math.min(bytesPerSecond, bytes + seconds * bytesPerSecond) - size;
        return Math.max(wait(messages, messagesPerSecond), wait(bytes, bytesPerSecond));
    }

    private static long wait(double left, double perSecond) {
        return perSecond == 0 || left >= 0 ? 0 : (long) (-left / perSecond * SECOND);
    }
}
