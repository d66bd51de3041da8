package tidings.device.core;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps devices to their rates, each of them and all together (DEVICE_API 14). Costs nothing where there is no limit. Any
/// thread may use it.
public final class RateLimits {

    private static final int MOST_DEVICES = 200_000;

    private final Rates ofDevice;
    private final InstantSource clock;
    private final boolean unlimited;
    private final Map<Long, Meters> meters = new ConcurrentHashMap<>();
    private final Meters all;

    /// @param ofDevice what each device may do
    /// @param ofAll what all of them may do together
    public RateLimits(Rates ofDevice, Rates ofAll, InstantSource clock) {
        this.ofDevice = ofDevice;
        this.clock = clock;
        this.unlimited = ofDevice.isNone() && ofAll.isNone();
        this.all = Meters.of(ofAll, clock.millis());
    }

    /// How much of each kind.
    public record Rates(RateLimit messages, RateLimit telemetryMessages, RateLimit telemetryPoints) {

        boolean isNone() {
            return messages.isNone() && telemetryMessages.isNone() && telemetryPoints.isNone();
        }
    }

    private record Meters(RateLimit.Meter messages, RateLimit.Meter telemetryMessages,
            RateLimit.Meter telemetryPoints) {

        static Meters of(Rates rates, long now) {
            return new Meters(
                    new RateLimit.Meter(rates.messages(), now), new RateLimit.Meter(rates.telemetryMessages(), now),
                    new RateLimit.Meter(rates.telemetryPoints(), now));
        }

        synchronized boolean takeMessage(long now) {
            return messages.take(1, now);
        }

        synchronized boolean takeTelemetry(int points, long now) {
            return telemetryMessages.take(1, now) && telemetryPoints.take(points, now);
        }
    }

    /// Whether a device may send a message now.
    public boolean allowsMessage(long device) {
        if (unlimited) {
            return true;
        }
        long now = clock.millis();
        return of(device, now).takeMessage(now) && all.takeMessage(now);
    }

    /// Whether a device may report so many points now.
    public boolean allowsTelemetry(long device, int points) {
        if (unlimited) {
            return true;
        }
        long now = clock.millis();
        return of(device, now).takeTelemetry(points, now) && all.takeTelemetry(points, now);
    }

    private Meters of(long device, long now) {
        if (meters.size() > MOST_DEVICES) {
            meters.clear(); // they begin anew, which is kind to all of them once in a while
        }
        return meters.computeIfAbsent(device, no -> Meters.of(ofDevice, now));
    }
}
