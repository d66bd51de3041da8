package tidings.device.core;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps devices to their rates (DEVICE_API 14). Costs nothing where there is no limit. Any thread may use it.
public final class RateLimits {

    private static final int MOST_DEVICES = 200_000;

    private final RateLimit messages;
    private final RateLimit telemetryMessages;
    private final RateLimit telemetryPoints;
    private final InstantSource clock;
    private final boolean unlimited;
    private final Map<Long, Meters> meters = new ConcurrentHashMap<>();

    public RateLimits(
            RateLimit messages, RateLimit telemetryMessages, RateLimit telemetryPoints, InstantSource clock) {
        this.messages = messages;
        this.telemetryMessages = telemetryMessages;
        this.telemetryPoints = telemetryPoints;
        this.clock = clock;
        this.unlimited = messages.isNone() && telemetryMessages.isNone() && telemetryPoints.isNone();
    }

    private record Meters(RateLimit.Meter messages, RateLimit.Meter telemetryMessages,
            RateLimit.Meter telemetryPoints) {}

    /// Whether a device may send a message now.
    public boolean allowsMessage(long device) {
        if (unlimited) {
            return true;
        }
        Meters all = of(device);
        synchronized (all) {
            return all.messages.take(1, clock.millis());
        }
    }

    /// Whether a device may report so many points now.
    public boolean allowsTelemetry(long device, int points) {
        if (unlimited) {
            return true;
        }
        Meters all = of(device);
        synchronized (all) {
            long now = clock.millis();
            return all.telemetryMessages.take(1, now) && all.telemetryPoints.take(points, now);
        }
    }

    private Meters of(long device) {
        if (meters.size() > MOST_DEVICES) {
            meters.clear(); // they begin anew, which is kind to all of them once in a while
        }
        long now = clock.millis();
        return meters.computeIfAbsent(device, no -> new Meters(
                new RateLimit.Meter(messages, now), new RateLimit.Meter(telemetryMessages, now),
                new RateLimit.Meter(telemetryPoints, now)));
    }
}
