package tidings.broker;

import java.time.Duration;
import java.util.function.UnaryOperator;
import tidings.mqtt.Qos;

/// How much a broker takes, of each client and in all. Nothing is without a limit.
///
/// ```java
/// Limits small = Limits.defaults().with(limits -> limits.connections(100).queuedMessages(50));
/// ```
///
/// @param connections open at once
/// @param connectionsPerAddress open at once from one address, or one /64 of IPv6
/// @param connectsPerAddress new connections a second from one address; as many may come at once
/// @param loginFailuresPerAddress failed logins a minute from one address, before it has to wait
/// @param pendingConnects connections that have not sent their CONNECT yet, or whose login is not decided
/// @param connectTimeout from the accepted connection to its CONNECT, login included
/// @param keepAlive the longest keep alive of a client of MQTT 5.0, which is told so; zero for any
/// @param packetBytes of one packet that a client sends
/// @param payloadBytes of one message that a client publishes, or has as its will; a message with more is refused, and its
///        client stays
/// @param payloadFormat whether a payload that is said to be UTF-8 has to be (MQTT 5.0, 3.3.2.3.2)
/// @param packetsPerTurn of one connection before the others of its loop have their turn
/// @param topicBytes of a topic or filter
/// @param topicLevels of a topic or filter
/// @param clientIdBytes of a client id
/// @param userProperties in one packet that a client sends, 1,000 at most
/// @param publishesPerSecond of one client, and as many at once; it is not read while it is ahead. 0 for any number
/// @param publishBytesPerSecond of payload of one client; 0 for any number
/// @param qos the highest that a client may publish at, and be granted
/// @param retain whether clients may have messages retained
/// @param wildcards whether filters may have wildcards
/// @param sharing whether subscriptions may be shared
/// @param receiveMaximum messages of QoS 1 and 2 that one client may have unacknowledged, each way
/// @param topicAliases on one connection, each way; a client may ask for fewer
/// @param subscriptionsPerSession filters that a session has
/// @param queuedMessages that wait for one session
/// @param queuedBytes of payload that wait for one session
/// @param queuedBytesInAll of payload that wait for all sessions together
/// @param storedMessages that wait on disk for one session that outlives the broker, behind those in memory
/// @param storedBytes of their payload
/// @param slowConsumer what becomes of a session whose queue is full
/// @param sessions kept, connected or not
/// @param sessionExpiry the longest that a session is kept without a connection
/// @param retainedMessages kept in all
/// @param retainedBytes of payload and topic of all retained messages
public record Limits(
        int connections,
        int connectionsPerAddress,
        int connectsPerAddress,
        int loginFailuresPerAddress,
        int pendingConnects,
        Duration connectTimeout,
        Duration keepAlive,
        int packetBytes,
        int payloadBytes,
        boolean payloadFormat,
        int packetsPerTurn,
        int topicBytes,
        int topicLevels,
        int clientIdBytes,
        int userProperties,
        int publishesPerSecond,
        long publishBytesPerSecond,
        Qos qos,
        boolean retain,
        boolean wildcards,
        boolean sharing,
        int receiveMaximum,
        int topicAliases,
        int subscriptionsPerSession,
        int queuedMessages,
        long queuedBytes,
        long queuedBytesInAll,
        long storedMessages,
        long storedBytes,
        SlowConsumer slowConsumer,
        int sessions,
        Duration sessionExpiry,
        int retainedMessages,
        long retainedBytes) {

    /// What a server on a small machine stands.
    public static Limits defaults() {
        return new Builder().build();
    }

    /// These limits, some of them changed.
    ///
    /// @throws IllegalArgumentException if one is less than it can be
    public Limits with(UnaryOperator<Builder> change) {
        return change.apply(new Builder(this)).build();
    }

    /// These limits with another queue for each session.
    public Limits withQueue(int messages, long bytes) {
        return with(limits -> limits.queuedMessages(messages).queuedBytes(bytes));
    }

    /// Collects limits; what is not set stays as it was.
    public static final class Builder {
        private int connections = 100_000;
        private int connectionsPerAddress = 100_000;
        private int connectsPerAddress = 10_000;
        private int loginFailuresPerAddress = 100;
        private int pendingConnects = 10_000;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration keepAlive = Duration.ZERO;
        private int packetBytes = 1 << 20;
        private int payloadBytes = Integer.MAX_VALUE;
        private boolean payloadFormat;
        private int packetsPerTurn = 256;
        private int topicBytes = 1_024;
        private int topicLevels = 128;
        private int clientIdBytes = 256;
        private int userProperties = 1_000;
        private int publishesPerSecond;
        private long publishBytesPerSecond;
        private Qos qos = Qos.EXACTLY_ONCE;
        private boolean retain = true;
        private boolean wildcards = true;
        private boolean sharing = true;
        private int receiveMaximum = 1_000;
        private int topicAliases = 16;
        private int subscriptionsPerSession = 10_000;
        private int queuedMessages = 1_000;
        private long queuedBytes = 16L << 20;
        private long queuedBytesInAll = Runtime.getRuntime().maxMemory() / 4;
        private long storedMessages = 10_000_000;
        private long storedBytes = 1L << 30;
        private SlowConsumer slowConsumer = SlowConsumer.DROP_NEWEST;
        private int sessions = 1_000_000;
        private Duration sessionExpiry = Duration.ofDays(7);
        private int retainedMessages = 1_000_000;
        private long retainedBytes = Runtime.getRuntime().maxMemory() / 4;

        private Builder() {}

        private Builder(Limits from) {
            connections = from.connections;
            connectionsPerAddress = from.connectionsPerAddress;
            connectsPerAddress = from.connectsPerAddress;
            loginFailuresPerAddress = from.loginFailuresPerAddress;
            pendingConnects = from.pendingConnects;
            connectTimeout = from.connectTimeout;
            keepAlive = from.keepAlive;
            packetBytes = from.packetBytes;
            payloadBytes = from.payloadBytes;
            payloadFormat = from.payloadFormat;
            packetsPerTurn = from.packetsPerTurn;
            topicBytes = from.topicBytes;
            topicLevels = from.topicLevels;
            clientIdBytes = from.clientIdBytes;
            userProperties = from.userProperties;
            publishesPerSecond = from.publishesPerSecond;
            publishBytesPerSecond = from.publishBytesPerSecond;
            qos = from.qos;
            retain = from.retain;
            wildcards = from.wildcards;
            sharing = from.sharing;
            receiveMaximum = from.receiveMaximum;
            topicAliases = from.topicAliases;
            subscriptionsPerSession = from.subscriptionsPerSession;
            queuedMessages = from.queuedMessages;
            queuedBytes = from.queuedBytes;
            queuedBytesInAll = from.queuedBytesInAll;
            storedMessages = from.storedMessages;
            storedBytes = from.storedBytes;
            slowConsumer = from.slowConsumer;
            sessions = from.sessions;
            sessionExpiry = from.sessionExpiry;
            retainedMessages = from.retainedMessages;
            retainedBytes = from.retainedBytes;
        }

        public Builder connections(int count) {
            connections = atLeast(1, count, "connections");
            return this;
        }

        public Builder connectionsPerAddress(int count) {
            connectionsPerAddress = atLeast(1, count, "connectionsPerAddress");
            return this;
        }

        public Builder connectsPerAddress(int count) {
            connectsPerAddress = atLeast(1, count, "connectsPerAddress");
            return this;
        }

        public Builder loginFailuresPerAddress(int count) {
            loginFailuresPerAddress = atLeast(1, count, "loginFailuresPerAddress");
            return this;
        }

        public Builder pendingConnects(int count) {
            pendingConnects = atLeast(1, count, "pendingConnects");
            return this;
        }

        public Builder connectTimeout(Duration time) {
            connectTimeout = time;
            return this;
        }

        public Builder keepAlive(Duration time) {
            keepAlive = time;
            return this;
        }

        public Builder packetBytes(int bytes) {
            packetBytes = atLeast(1, bytes, "packetBytes");
            return this;
        }

        public Builder payloadBytes(int bytes) {
            payloadBytes = atLeast(0, bytes, "payloadBytes");
            return this;
        }

        public Builder payloadFormat(boolean checked) {
            payloadFormat = checked;
            return this;
        }

        public Builder packetsPerTurn(int count) {
            packetsPerTurn = atLeast(1, count, "packetsPerTurn");
            return this;
        }

        public Builder topicBytes(int bytes) {
            topicBytes = atLeast(1, bytes, "topicBytes");
            return this;
        }

        public Builder topicLevels(int count) {
            topicLevels = atLeast(1, count, "topicLevels");
            return this;
        }

        public Builder clientIdBytes(int bytes) {
            clientIdBytes = atLeast(1, bytes, "clientIdBytes");
            return this;
        }

        public Builder userProperties(int count) {
            userProperties = atLeast(0, count, "userProperties");
            return this;
        }

        public Builder publishesPerSecond(int count) {
            publishesPerSecond = atLeast(0, count, "publishesPerSecond");
            return this;
        }

        public Builder publishBytesPerSecond(long bytes) {
            publishBytesPerSecond = atLeast(0L, bytes, "publishBytesPerSecond");
            return this;
        }

        public Builder qos(Qos highest) {
            qos = highest;
            return this;
        }

        public Builder retain(boolean offered) {
            retain = offered;
            return this;
        }

        public Builder wildcards(boolean offered) {
            wildcards = offered;
            return this;
        }

        public Builder sharing(boolean offered) {
            sharing = offered;
            return this;
        }

        public Builder receiveMaximum(int count) {
            receiveMaximum = upTo(0xFFFF, atLeast(1, count, "receiveMaximum"), "receiveMaximum");
            return this;
        }

        public Builder topicAliases(int count) {
            topicAliases = atLeast(0, count, "topicAliases");
            return this;
        }

        public Builder subscriptionsPerSession(int count) {
            subscriptionsPerSession = atLeast(0, count, "subscriptionsPerSession");
            return this;
        }

        public Builder queuedMessages(int count) {
            queuedMessages = atLeast(0, count, "queuedMessages");
            return this;
        }

        public Builder queuedBytes(long bytes) {
            queuedBytes = atLeast(1L, bytes, "queuedBytes");
            return this;
        }

        public Builder queuedBytesInAll(long bytes) {
            queuedBytesInAll = atLeast(1L, bytes, "queuedBytesInAll");
            return this;
        }

        public Builder storedMessages(long count) {
            storedMessages = atLeast(0L, count, "storedMessages");
            return this;
        }

        public Builder storedBytes(long bytes) {
            storedBytes = atLeast(0L, bytes, "storedBytes");
            return this;
        }

        public Builder slowConsumer(SlowConsumer policy) {
            slowConsumer = policy;
            return this;
        }

        public Builder sessions(int count) {
            sessions = atLeast(1, count, "sessions");
            return this;
        }

        public Builder sessionExpiry(Duration time) {
            sessionExpiry = time;
            return this;
        }

        public Builder retainedMessages(int count) {
            retainedMessages = atLeast(0, count, "retainedMessages");
            return this;
        }

        public Builder retainedBytes(long bytes) {
            retainedBytes = atLeast(1L, bytes, "retainedBytes");
            return this;
        }

        private Limits build() {
            return new Limits(
                    connections,
                    connectionsPerAddress,
                    connectsPerAddress,
                    loginFailuresPerAddress,
                    pendingConnects,
                    connectTimeout,
                    keepAlive,
                    packetBytes,
                    payloadBytes,
                    payloadFormat,
                    packetsPerTurn,
                    topicBytes,
                    topicLevels,
                    clientIdBytes,
                    userProperties,
                    publishesPerSecond,
                    publishBytesPerSecond,
                    qos,
                    retain,
                    wildcards,
                    sharing,
                    receiveMaximum,
                    topicAliases,
                    subscriptionsPerSession,
                    queuedMessages,
                    queuedBytes,
                    queuedBytesInAll,
                    storedMessages,
                    storedBytes,
                    slowConsumer,
                    sessions,
                    sessionExpiry,
                    retainedMessages,
                    retainedBytes);
        }

        private static int atLeast(int least, int value, String name) {
            return (int) atLeast((long) least, value, name);
        }

        private static long atLeast(long least, long value, String name) {
            if (value < least) {
                throw new IllegalArgumentException(name + " is at least " + least + ", not " + value);
            }
            return value;
        }

        private static int upTo(int most, int value, String name) {
            if (value > most) {
                throw new IllegalArgumentException(name + " is at most " + most + ", not " + value);
            }
            return value;
        }
    }
}
