package tidings.broker;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.storage.Durations;

/// What goes on in a broker, in numbers. What is counted is so since the broker started.
///
/// @param connections clients that are in, by listener and version
/// @param subscriptions shared ones included
/// @param queuedMessages that wait in memory, counted for each whom they wait for
/// @param inFlight messages of QoS 1 and 2 that connected clients have not acknowledged yet
/// @param dropped messages that were lost to a client, by reason
/// @param accepted connections that were let in
/// @param refused connections that were not, by what they were told
/// @param disconnected connections that ended orderly, by reason: [ReasonCode#SUCCESS] where the client ended it
/// @param lost connections that just went away
/// @param publish from a PUBLISH's arrival until a loop has handed it to its sessions, once for each such loop
/// @param loopLag how much later than due an event loop did what it was to do
/// @param commits of what outlives the broker
/// @param storageBytes on disk
public record Figures(
        Duration uptime,
        Map<Kind, Integer> connections,
        int sessions,
        int subscriptions,
        int sharedSubscriptions,
        int retainedMessages,
        long retainedBytes,
        long queuedMessages,
        long queuedBytes,
        long inFlight,
        Traffic received,
        Traffic sent,
        Map<String, Long> dropped,
        long accepted,
        Map<ReasonCode, Long> refused,
        Map<ReasonCode, Long> disconnected,
        long lost,
        long sessionsExpired,
        Durations.Tally publish,
        Durations.Tally loopLag,
        Durations.Tally commits,
        long storageBytes) {

    /// What connections have in common.
    public record Kind(URI listener, Version version) {}

    /// What went one way.
    ///
    /// @param messages PUBLISH packets, one number for each QoS
    /// @param payloadBytes of them
    public record Traffic(long packets, long bytes, List<Long> messages, long payloadBytes) {

        /// Of all qualities.
        public long messagesInAll() {
            return messages.stream().mapToLong(Long::longValue).sum();
        }
    }

    /// How many clients are in.
    public int connected() {
        return connections.values().stream().mapToInt(Integer::intValue).sum();
    }
}
