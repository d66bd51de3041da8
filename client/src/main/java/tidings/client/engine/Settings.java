package tidings.client.engine;

/// What an engine must know beforehand.
///
/// @param connectTimeoutNanos from the CONNECT to its answer
/// @param queuedMessages that wait for room or for a connection
/// @param queuedBytes of payload that wait
/// @param inFlight messages of QoS 1 and 2 that may be under way, or 0 for as many as the server takes
/// @param resubscribe whether to subscribe again where the server has lost the session
public record Settings(long connectTimeoutNanos, int queuedMessages, long queuedBytes, int inFlight,
        boolean resubscribe) {}
