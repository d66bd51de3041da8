package tidings.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;
import tidings.broker.Limits;
import tidings.broker.SlowConsumer;
import tidings.mqtt.Qos;

/// How much the broker takes: an option for each of its [Limits].
final class LimitOptions {

    private final List<Consumer<Limits.Builder>> changes = new ArrayList<>();

    /// The default limits, changed as was said.
    ///
    /// @throws CommandException if one is less than it can be
    Limits limits() {
        try {
            return Limits.defaults().with(limits -> {
                changes.forEach(change -> change.accept(limits));
                return limits;
            });
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(ExitStatus.FAILED, wrong);
        }
    }

    @Option(names = "--max-connections", paramLabel = "N", description = "Connections at once; 100000 by default.")
    void connections(int count) {
        changes.add(limits -> limits.connections(count));
    }

    @Option(names = "--max-connections-per-address", paramLabel = "N", description = "Connections at once from one address; 100000 by default.")
    void connectionsPerAddress(int count) {
        changes.add(limits -> limits.connectionsPerAddress(count));
    }

    @Option(names = "--max-connects-per-address", paramLabel = "N", description = "New connections a second from one address; 10000 by default.")
    void connectsPerAddress(int count) {
        changes.add(limits -> limits.connectsPerAddress(count));
    }

    @Option(names = "--max-login-failures-per-address", paramLabel = "N", description = "Failed logins a minute from one address before it has to wait; 100 by default.")
    void loginFailuresPerAddress(int count) {
        changes.add(limits -> limits.loginFailuresPerAddress(count));
    }

    @Option(names = "--max-pending-connects", paramLabel = "N", description = "Connections that are not logged in yet; 10000 by default.")
    void pendingConnects(int count) {
        changes.add(limits -> limits.pendingConnects(count));
    }

    @Option(names = "--connect-timeout", paramLabel = "TIME", converter = DurationOption.class, description = "How long a client may take to log in; 10s by default.")
    void connectTimeout(Duration time) {
        changes.add(limits -> limits.connectTimeout(time));
    }

    @Option(names = "--max-keepalive", paramLabel = "TIME", converter = DurationOption.class, description = "The longest keep alive of a client of MQTT 5; any by default.")
    void keepAlive(Duration time) {
        changes.add(limits -> limits.keepAlive(time));
    }

    @Option(names = "--max-packet-size", paramLabel = "SIZE", converter = SizeOption.class, description = "Of one packet that a client sends; 1MiB by default.")
    void packetBytes(Long bytes) {
        changes.add(limits -> limits.packetBytes(SizeOption.number("--max-packet-size", bytes)));
    }

    @Option(names = "--max-payload-size", paramLabel = "SIZE", converter = SizeOption.class, description = "Of one message that a client publishes; a larger one is refused, and its client stays; any by default.")
    void payloadBytes(Long bytes) {
        changes.add(limits -> limits.payloadBytes(SizeOption.number("--max-payload-size", bytes)));
    }

    @Option(names = "--check-payload-format", description = "Refuse a payload that its client says is UTF-8 (MQTT 5) and is not.")
    void payloadFormat(boolean checked) {
        changes.add(limits -> limits.payloadFormat(checked));
    }

    @Option(names = "--max-packets-per-turn", paramLabel = "N", description = "Packets of one connection before others have their turn; 256 by default.")
    void packetsPerTurn(int count) {
        changes.add(limits -> limits.packetsPerTurn(count));
    }

    @Option(names = "--max-topic-size", paramLabel = "SIZE", converter = SizeOption.class, description = "Of a topic or filter; 1KiB by default.")
    void topicBytes(Long bytes) {
        changes.add(limits -> limits.topicBytes(SizeOption.number("--max-topic-size", bytes)));
    }

    @Option(names = "--max-topic-levels", paramLabel = "N", description = "Levels of a topic or filter; 128 by default.")
    void topicLevels(int count) {
        changes.add(limits -> limits.topicLevels(count));
    }

    @Option(names = "--max-client-id-size", paramLabel = "SIZE", converter = SizeOption.class, description = "Of a client id; 256 bytes by default.")
    void clientIdBytes(Long bytes) {
        changes.add(limits -> limits.clientIdBytes(SizeOption.number("--max-client-id-size", bytes)));
    }

    @Option(names = "--max-user-properties", paramLabel = "N", description = "In one packet; 1000 by default.")
    void userProperties(int count) {
        changes.add(limits -> limits.userProperties(count));
    }

    @Option(names = "--max-publish-rate", paramLabel = "N", description = "Messages a second that one client may publish before it is slowed down; any by default.")
    void publishesPerSecond(int count) {
        changes.add(limits -> limits.publishesPerSecond(count));
    }

    @Option(names = "--max-publish-bytes", paramLabel = "SIZE", converter = SizeOption.class, description = "Payload a second that one client may publish before it is slowed down; any by default.")
    void publishBytesPerSecond(Long bytes) {
        changes.add(limits -> limits.publishBytesPerSecond(bytes));
    }

    @Option(names = "--max-qos", paramLabel = "0|1|2", description = "The highest quality of service that is offered; 2 by default.")
    void qos(int level) {
        changes.add(limits -> limits.qos(Qos.of(level)));
    }

    @Option(names = "--no-retain", description = "Offer no retained messages.")
    void withoutRetain(boolean none) {
        changes.add(limits -> limits.retain(!none));
    }

    @Option(names = "--no-wildcards", description = "Offer no wildcards in topic filters.")
    void withoutWildcards(boolean none) {
        changes.add(limits -> limits.wildcards(!none));
    }

    @Option(names = "--no-shared", description = "Offer no shared subscriptions.")
    void withoutSharing(boolean none) {
        changes.add(limits -> limits.sharing(!none));
    }

    @Option(names = "--receive-maximum", paramLabel = "N", description = "Messages of QoS 1 and 2 of one client under way, each way; 1000 by default.")
    void receiveMaximum(int count) {
        changes.add(limits -> limits.receiveMaximum(count));
    }

    @Option(names = "--max-topic-aliases", paramLabel = "N", description = "On one connection, each way; 16 by default.")
    void topicAliases(int count) {
        changes.add(limits -> limits.topicAliases(count));
    }

    @Option(names = "--max-subscriptions-per-session", paramLabel = "N", description = "Filters of one session; 10000 by default.")
    void subscriptionsPerSession(int count) {
        changes.add(limits -> limits.subscriptionsPerSession(count));
    }

    @Option(names = "--max-queued-messages", paramLabel = "N", description = "What may wait for one session; 1000 by default.")
    void queuedMessages(int count) {
        changes.add(limits -> limits.queuedMessages(count));
    }

    @Option(names = "--max-queued-bytes", paramLabel = "SIZE", converter = SizeOption.class, description = "Payload that may wait for one session; 16MiB by default.")
    void queuedBytes(Long bytes) {
        changes.add(limits -> limits.queuedBytes(bytes));
    }

    @Option(names = "--max-queued-bytes-in-all", paramLabel = "SIZE", converter = SizeOption.class, description = "Payload that may wait for all sessions; a quarter of the memory by default.")
    void queuedBytesInAll(Long bytes) {
        changes.add(limits -> limits.queuedBytesInAll(bytes));
    }

    @Option(names = "--max-stored-messages", paramLabel = "N", description = "What may wait for one session on the disk; 10000000 by default.")
    void storedMessages(int count) {
        changes.add(limits -> limits.storedMessages(count));
    }

    @Option(names = "--max-stored-bytes", paramLabel = "SIZE", converter = SizeOption.class, description = "Payload that may wait for one session on the disk; 1GiB by default.")
    void storedBytes(Long bytes) {
        changes.add(limits -> limits.storedBytes(bytes));
    }

    @Option(names = "--slow-consumer", paramLabel = "POLICY", description = "What to do where a queue is full: drop_newest (by default), drop_oldest or disconnect.")
    void slowConsumer(SlowConsumer policy) {
        changes.add(limits -> limits.slowConsumer(policy));
    }

    @Option(names = "--max-sessions", paramLabel = "N", description = "Sessions, connected or not; 1000000 by default.")
    void sessions(int count) {
        changes.add(limits -> limits.sessions(count));
    }

    @Option(names = "--max-session-expiry", paramLabel = "TIME", converter = DurationOption.class, description = "How long a session is kept without a connection; 7d by default.")
    void sessionExpiry(Duration time) {
        changes.add(limits -> limits.sessionExpiry(time));
    }

    @Option(names = "--max-retained-messages", paramLabel = "N", description = "Retained messages in all; 1000000 by default.")
    void retainedMessages(int count) {
        changes.add(limits -> limits.retainedMessages(count));
    }

    @Option(names = "--max-retained-bytes", paramLabel = "SIZE", converter = SizeOption.class, description = "Retained messages in all; a quarter of the memory by default.")
    void retainedBytes(Long bytes) {
        changes.add(limits -> limits.retainedBytes(bytes));
    }
}
