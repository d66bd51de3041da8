package tidings.device;

import java.util.Map;
import tidings.storage.Durations;

/// What goes on in a device server, in numbers; what is counted is so since it started.
///
/// @param online devices that are connected
/// @param telemetryPoints values that were stored
/// @param rpcs how long calls of devices took, by what came of them: `answered`, `sent`, `timed_out`
/// @param commits how long a group of changes took until it was durable
public record DeviceFigures(
        int online, long telemetryPoints, Map<String, Durations.Tally> rpcs, Durations.Tally commits) {}
