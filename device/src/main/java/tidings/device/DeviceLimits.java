package tidings.device;

/// How much a device may do.
///
/// @param packetBytes of one packet that a device sends
/// @param sessionsPerDevice connections of a device at once; one more ends the oldest
/// @param keysPerDevice different keys that a device reports
public record DeviceLimits(int packetBytes, int sessionsPerDevice, int keysPerDevice) {

    public static DeviceLimits defaults() {
        return new DeviceLimits(65_536, 1, 10_000);
    }
}
