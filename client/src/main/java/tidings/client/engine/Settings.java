package tidings.client.engine;

/// What an engine must know beforehand.
///
/// @param connectTimeoutNanos from the CONNECT to its answer
/// @param lingerNanos how long a disconnect waits for what is under way
/// @param retryNanos after how long without an answer MQTT 3.1 sends again on the same connection, 0 for never
/// @param resubscribe whether to subscribe again where the server has lost the session
public record Settings(
        long connectTimeoutNanos, long lingerNanos, long retryNanos, boolean resubscribe, Queueing queueing) {

    /// How much may wait and be under way.
    ///
    /// @param messages that wait for room or for a connection
    /// @param bytes of payload that wait
    /// @param atMostOnce whether messages of QoS 0 wait for a connection
    /// @param dropOldest whether a full queue gives up its oldest message
    /// @param inFlight messages of QoS 1 and 2 that may be under way, or 0 for as many as the server takes
    /// @param aliases how many topics get numbers
    public record Queueing(
            int messages, long bytes, boolean atMostOnce, boolean dropOldest, int inFlight, int aliases) {}
}
