package tidings.device;

import java.util.List;
import java.util.Map;
import tidings.storage.Durations;

/// What goes on in a device server, in numbers; what is counted is so since it started.
///
/// @param online devices that are connected
/// @param telemetryPoints values that were stored
/// @param rpcs how long calls of devices took, by what came of them: `answered`, `sent`, `timed_out`
/// @param commits how long a group of changes took until it was durable
/// @param sinks how those fare that events are carried to, of which there are few
/// @param alarmsOverlooked messages that no rule was asked about, since there were too many
/// @param blocks how often an address was kept away from then on, for its wrong credentials
/// @param turnedAway logins and requests of devices that were not looked at, since their address was kept away
public record DeviceFigures(
        int online,
        long telemetryPoints,
        Map<String, Durations.Tally> rpcs,
        Durations.Tally commits,
        List<SinkFigures> sinks,
        long alarmsOverlooked,
        long blocks,
        long turnedAway) {

    /// How a sink fares.
    ///
    /// @param sent events that arrived
    /// @param failed attempts that did not succeed
    /// @param retried events that were sent once more after such an attempt, each time
    /// @param queued events that wait, at most
    /// @param dead events that became dead letters
    public record SinkFigures(String name, long sent, long failed, long retried, long queued, long dead) {}
}
