package tidings.broker;

import java.time.Duration;

/// How much a broker takes, of each client and in all. Nothing is without a limit.
///
/// @param connections open at once
/// @param connectTimeout from the accepted connection to its CONNECT, login included
/// @param packetBytes of one packet that a client sends
/// @param topicBytes of a topic or filter
/// @param topicLevels of a topic or filter
/// @param clientIdBytes of a client id
/// @param receiveMaximum messages of QoS 1 and 2 that one client may have unacknowledged, each way
/// @param topicAliases that a client may give on one connection
/// @param subscriptionsPerSession filters that a session has
/// @param queuedMessages that wait for one session
/// @param queuedBytes of payload that wait for one session
/// @param sessions kept, connected or not
/// @param sessionExpiry the longest that a session is kept without a connection
/// @param retainedMessages kept in all
public record Limits(
        int connections,
        Duration connectTimeout,
        int packetBytes,
        int topicBytes,
        int topicLevels,
        int clientIdBytes,
        int receiveMaximum,
        int topicAliases,
        int subscriptionsPerSession,
        int queuedMessages,
        long queuedBytes,
        int sessions,
        Duration sessionExpiry,
        int retainedMessages) {

    /// What a server on a small machine stands.
    public static Limits defaults() {
        return new Limits(
                100_000, Duration.ofSeconds(10), 1 << 20, 1_024, 128, 256, 1_000, 16, 10_000, 1_000, 16L << 20,
                1_000_000,
                Duration.ofDays(7), 1_000_000);
    }

    /// These limits with another size of packets, in bytes.
    public Limits withPacketBytes(int bytes) {
        return new Limits(
                connections, connectTimeout, bytes, topicBytes, topicLevels, clientIdBytes, receiveMaximum,
                topicAliases, subscriptionsPerSession, queuedMessages, queuedBytes, sessions, sessionExpiry,
                retainedMessages);
    }

    /// These limits with another number of connections.
    public Limits withConnections(int count) {
        return new Limits(
                count, connectTimeout, packetBytes, topicBytes, topicLevels, clientIdBytes, receiveMaximum,
                topicAliases, subscriptionsPerSession, queuedMessages, queuedBytes, sessions, sessionExpiry,
                retainedMessages);
    }

    /// These limits with another time to connect.
    public Limits withConnectTimeout(Duration timeout) {
        return new Limits(
                connections, timeout, packetBytes, topicBytes, topicLevels, clientIdBytes, receiveMaximum,
                topicAliases, subscriptionsPerSession, queuedMessages, queuedBytes, sessions, sessionExpiry,
                retainedMessages);
    }

    /// These limits with another queue for each session.
    public Limits withQueue(int messages, long bytes) {
        return new Limits(
                connections, connectTimeout, packetBytes, topicBytes, topicLevels, clientIdBytes, receiveMaximum,
                topicAliases, subscriptionsPerSession, messages, bytes, sessions, sessionExpiry, retainedMessages);
    }
}
