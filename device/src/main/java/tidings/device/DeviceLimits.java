package tidings.device;

import java.time.Duration;

/// How much a device may do.
///
/// @param packetBytes of one packet that a device sends
/// @param sessionsPerDevice connections of a device at once; one more ends the oldest
/// @param keysPerDevice different keys that a device reports, and attributes that each of its scopes has
/// @param inactivityTimeout after how long without a sign of life a device is inactive
/// @param claimDuration how long a device may be claimed that does not say it
/// @param claimingAllowed whether a device may offer itself of which no server attribute `claimingAllowed` says so
/// @param packageBytes of a file of firmware or software
/// @param chunkBytes that a device may ask for at once when it downloads
public record DeviceLimits(int packetBytes, int sessionsPerDevice, int keysPerDevice,
        Duration inactivityTimeout,
        Duration claimDuration,
        boolean claimingAllowed,
        long packageBytes,
        int chunkBytes) {

    /// What a small machine stands.
    public static DeviceLimits defaults() {
        return new DeviceLimits(65_536, 1, 10_000, Duration.ofMinutes(10), Duration.ofDays(1), true, 50L << 20, 1 << 20);
    }

    /// These limits with another number of keys.
    public DeviceLimits withKeysPerDevice(int keys) {
        return new DeviceLimits(
                packetBytes, sessionsPerDevice, keys, inactivityTimeout, claimDuration, claimingAllowed, packageBytes,
                chunkBytes);
    }
}
