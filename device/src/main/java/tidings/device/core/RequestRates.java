package tidings.device.core;

import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps users to the rate of their requests. Costs nothing where there is no limit. Any thread may use it.
public final class RequestRates {

    private static final int MOST_USERS = 100_000;

    private final RateLimit limit;
    private final InstantSource clock;
    private final Map<UUID, RateLimit.Meter> meters = new ConcurrentHashMap<>();

    public RequestRates(RateLimit limit, InstantSource clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /// Whether a user may ask for something now.
    public boolean allows(UUID user) {
        if (limit.isNone()) {
            return true;
        }
        if (meters.size() > MOST_USERS) {
            meters.clear(); // they begin anew, which is kind to all of them once in a while
        }
        RateLimit.Meter meter = meters.computeIfAbsent(user, id -> new RateLimit.Meter(limit, clock.millis()));
        synchronized (meter) {
            return meter.take(1, clock.millis());
        }
    }
}
