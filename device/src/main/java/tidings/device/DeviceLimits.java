package tidings.device;

import java.time.Duration;

/// How much a device may do.
///
/// @param packetBytes of one packet that a device sends
/// @param sessionsPerDevice connections of a device at once; one more ends the oldest
/// @param keysPerDevice different keys that a device reports, and attributes that each of its scopes has
/// @param inactivityTimeout after how long without a sign of life a device is inactive
public record DeviceLimits(int packetBytes, int sessionsPerDevice, int keysPerDevice,
        Duration inactivityTimeout) {

    public static DeviceLimits defaults() {
        return new DeviceLimits(65_536, 1, 10_000, Duration.ofMinutes(10));
    }
}
