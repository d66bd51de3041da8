package tidings.broker.net;

import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Notices when nothing comes for too long (MQTT 5.0, [MQTT-3.1.2-22]). Looks when the silence would be too long, and not
/// at every packet.
///
/// Used on the connection's loop only.
final class Silence {

    private final Channel channel;
    private final BooleanSupplier listening;
    private final Runnable tooLong;
    private long nanos;
    private long lastHeard;
    private @Nullable ScheduledFuture<?> timer;

    /// @param listening whether anything could be heard at all
    Silence(Channel channel, BooleanSupplier listening, Runnable tooLong) {
        this.channel = channel;
        this.listening = listening;
        this.tooLong = tooLong;
    }

    void heard() {
        lastHeard = System.nanoTime();
    }

    /// Begins to watch, once.
    void watch(long keepAliveSeconds) {
        nanos = TimeUnit.SECONDS.toNanos(keepAliveSeconds) * 3 / 2;
        heard();
        look(nanos);
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void look(long delay) {
        timer = channel.eventLoop().schedule(() -> {
            long left = nanos - (System.nanoTime() - lastHeard);
            if (left > 0) {
                look(left);
            } else if (!listening.getAsBoolean()) {
                look(nanos);
            } else {
                tooLong.run();
            }
        }, delay, TimeUnit.NANOSECONDS);
    }
}
