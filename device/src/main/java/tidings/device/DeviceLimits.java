package tidings.device;

import java.time.Duration;
import tidings.device.core.RateLimit;

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
/// @param messageRate messages of a device, as `COUNT:SECONDS[,COUNT:SECONDS]`; empty for any number
/// @param telemetryMessageRate messages of telemetry of a device, likewise
/// @param telemetryPointRate values that a device reports, likewise
public record DeviceLimits(int packetBytes, int sessionsPerDevice, int keysPerDevice,
        Duration inactivityTimeout,
        Duration claimDuration,
        boolean claimingAllowed,
        long packageBytes,
        int chunkBytes,
        String messageRate,
        String telemetryMessageRate,
        String telemetryPointRate) {

    /// What a small machine stands.
    public static DeviceLimits defaults() {
        return new DeviceLimits(65_536, 1, 10_000, Duration.ofMinutes(10), Duration.ofDays(1), true, 50L << 20, 1 << 20,
                "", "", "");
    }

    /// These limits with other rates.
    ///
    /// @throws IllegalArgumentException if one is no rate
    public DeviceLimits withRates(String messages, String telemetryMessages, String telemetryPoints) {
        for (String rate : new String[]{messages, telemetryMessages, telemetryPoints}) {
            RateLimit.parse(rate);
        }
        return new DeviceLimits(
                packetBytes, sessionsPerDevice, keysPerDevice, inactivityTimeout, claimDuration, claimingAllowed,
                packageBytes, chunkBytes, messages, telemetryMessages, telemetryPoints);
    }

    /// These limits with another number of connections of a device.
    public DeviceLimits withSessionsPerDevice(int sessions) {
        return new DeviceLimits(
                packetBytes, sessions, keysPerDevice, inactivityTimeout, claimDuration, claimingAllowed, packageBytes,
                chunkBytes, messageRate, telemetryMessageRate, telemetryPointRate);
    }

    /// These limits with another number of keys.
    public DeviceLimits withKeysPerDevice(int keys) {
        return new DeviceLimits(
                packetBytes, sessionsPerDevice, keys, inactivityTimeout, claimDuration, claimingAllowed, packageBytes,
                chunkBytes, messageRate, telemetryMessageRate, telemetryPointRate);
    }
}
