package tidings.client;

/// What a client has done since it was made.
///
/// @param messagesReceived of any QoS, repetitions that were recognised not counted
/// @param messagesSent PUBLISH packets, repetitions included
/// @param messagesPending handed over, and not yet written or acknowledged
/// @param messagesUndelivered received, and not yet handled
/// @param requestsDone subscribing, unsubscribing and the like, with or without success
/// @param connections that a server let the client into
/// @param connectionsLost those of them that ended without the application wanting it
/// @param handlerFailures handlers that threw
public record Metrics(
        long packetsReceived, long packetsSent, long messagesReceived, long messagesSent, long messagesPending,
        int messagesUndelivered, long requestsDone, long connections, long connectionsLost, long handlerFailures) {}
