package tidings.client;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tidings.client.engine.Settings;
import tidings.mqtt.Bytes;
import tidings.mqtt.Connect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Encoder;

/// How a client connects. Does not change; begin with [MqttClient#builder].
///
/// @param version the version to speak, or null for 5.0, and 3.1.1 where the server does not know it
/// @param clientId empty for one that the server assigns
/// @param cleanStart whether a stored session is forgotten at the first connection; Clean Session in 3.x
/// @param sessionExpiry how long the server keeps the session after a connection (MQTT 5.0)
/// @param keepAlive after how much silence the connection is tested; zero for never
/// @param connectTimeout for the connection, and again for the answer of the server
/// @param connectProperties further properties of the CONNECT
/// @param authentication how to log in by questions and answers, or null
/// @param resubscribe whether to subscribe again where the server has lost the session
public record MqttConfig(
        String host,
        int port,
        @Nullable Version version,
        String clientId,
        boolean cleanStart,
        Duration sessionExpiry,
        Duration keepAlive,
        Duration connectTimeout,
        @Nullable String userName,
        @Nullable Bytes password,
        @Nullable Message will,
        Properties connectProperties,
        @Nullable Authentication authentication,
        Reconnect reconnect,
        Limits limits,
        Sending sending,
        boolean resubscribe,
        Handling handling) {

    /// A session expiry that means never (MQTT 5.0, 3.1.2.11.2).
    public static final Duration NEVER = Duration.ofSeconds(0xFFFF_FFFFL);

    private static final int DEFAULT_PORT = 1883;

    /// As the server's address, without the login.
    public String server() {
        return "mqtt://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /// This configuration, changed, as `config.with(c -> c.credentials("meter-17", token))`.
    public MqttConfig with(UnaryOperator<Builder> change) {
        return change.apply(new Builder(this)).config();
    }

    /// Without user name and password: either may be a secret.
    @Override
    public String toString() {
        return server() + " as '" + clientId + "'";
    }

    /// The CONNECT that says all this in a version.
    Connect connect(Version spoken) {
        return connect(spoken, authentication == null ? properties() : with(properties(), authentication));
    }

    /// What the engine is to know of it.
    Settings settings() {
        return new Settings(
                connectTimeout.toNanos(), sending.linger().toNanos(), sending.retryInterval().toNanos(), resubscribe,
                new Settings.Queueing(
                        limits.queuedMessages(), limits.queuedBytes(), sending.queueAtMostOnce(),
                        sending.dropOldest(), limits.inFlight(), limits.aliasesOut()));
    }

    private Connect connect(Version spoken, Properties properties) {
        int seconds = (int) Math.min(0xFFFF, keepAlive.toSeconds());
        Properties said = spoken.hasProperties() ? properties : Properties.NONE;
        return new Connect(spoken, clientId, cleanStart, seconds, will, userName, password, said);
    }

    /// Refuses now what could not be written later.
    private MqttConfig checked() {
        Version spoken = version == null ? Version.V5 : version;
        Encoder.of(spoken).size(connect(spoken, properties()));
        return this;
    }

    private Properties properties() {
        Properties said = connectProperties;
        if (!sessionExpiry.isZero()) {
            said = said.with(Property.SESSION_EXPIRY_INTERVAL, Math.min(NEVER.toSeconds(), sessionExpiry.toSeconds()));
        }
        if (limits.receiveMaximum() < Packet.MAX_ID) {
            said = said.with(Property.RECEIVE_MAXIMUM, limits.receiveMaximum());
        }
        if (limits.packetBytes() < Limits.LARGEST_PACKET) {
            said = said.with(Property.MAXIMUM_PACKET_SIZE, (long) limits.packetBytes());
        }
        if (limits.aliasesIn() > 0) {
            said = said.with(Property.TOPIC_ALIAS_MAXIMUM, limits.aliasesIn());
        }
        return said;
    }

    private static Properties with(Properties said, Authentication authentication) {
        Properties named = said.with(Property.AUTHENTICATION_METHOD, authentication.method());
        Bytes first = authentication.begin();
        return first == null ? named : named.with(Property.AUTHENTICATION_DATA, first);
    }

    /// Collects a configuration.
    public static final class Builder {
        private String host = "localhost";
        private int port = DEFAULT_PORT;
        private @Nullable Version version;
        private String clientId = "";
        private boolean cleanStart = true;
        private Duration sessionExpiry = Duration.ZERO;
        private Duration keepAlive = Duration.ofSeconds(60);
        private Duration connectTimeout = Duration.ofSeconds(10);
        private @Nullable String userName;
        private @Nullable Bytes password;
        private @Nullable Message will;
        private Properties connectProperties = Properties.NONE;
        private Reconnect reconnect = Reconnect.DEFAULT;
        private Limits limits = Limits.DEFAULT;
        private @Nullable Authentication authentication;
        private Sending sending = Sending.DEFAULT;
        private boolean resubscribe = true;
        private Handling handling = Handling.DEFAULT;

        Builder() {}

        private Builder(MqttConfig from) {
            host = from.host;
            port = from.port;
            version = from.version;
            clientId = from.clientId;
            cleanStart = from.cleanStart;
            sessionExpiry = from.sessionExpiry;
            keepAlive = from.keepAlive;
            connectTimeout = from.connectTimeout;
            userName = from.userName;
            password = from.password;
            will = from.will;
            connectProperties = from.connectProperties;
            authentication = from.authentication;
            reconnect = from.reconnect;
            limits = from.limits;
            sending = from.sending;
            resubscribe = from.resubscribe;
            handling = from.handling;
        }

        /// Where the server is; localhost by default.
        ///
        /// @param uri `mqtt://[USER[:PASSWORD]@]HOST[:PORT]`, or HOST alone; the port is 1883 if it is left out
        /// @throws IllegalArgumentException if it is anything else
        public Builder server(String uri) {
            URI parsed = parse(uri);
            host = parsed.getHost().startsWith("[")
                    ? parsed.getHost().substring(1, parsed.getHost().length() - 1)
                    : parsed.getHost();
            port = parsed.getPort() < 0 ? DEFAULT_PORT : parsed.getPort();
            if (parsed.getRawUserInfo() != null) {
                String[] login = parsed.getRawUserInfo().split(":", 2);
                userName = decoded(login[0]);
                password = login.length < 2 ? null : Bytes.utf8(decoded(login[1]));
            }
            return this;
        }

        /// Which version to speak, and no other. Without it 5.0 is tried, then 3.1.1.
        public Builder version(Version only) {
            version = only;
            return this;
        }

        /// Who the client is to the server, which has one session for each.
        public Builder clientId(String id) {
            clientId = id;
            return this;
        }

        /// Whether a stored session is forgotten at the first connection; it is by default.
        public Builder cleanStart(boolean clean) {
            cleanStart = clean;
            return this;
        }

        /// How long the server is to keep the session when the connection is gone (MQTT 5.0): 0 by default,
        /// [MqttConfig#NEVER] for as long as it can.
        public Builder sessionExpiry(Duration time) {
            sessionExpiry = positive("sessionExpiry", time, true);
            return this;
        }

        /// After how much silence to test the connection, in whole seconds up to 65,535: 60 by default, 0 for never.
        public Builder keepAlive(Duration time) {
            keepAlive = positive("keepAlive", time, true);
            return this;
        }

        /// How long to wait for a connection, and again for the server's answer: 10 seconds by default.
        public Builder connectTimeout(Duration time) {
            connectTimeout = positive("connectTimeout", time, false);
            return this;
        }

        /// Who logs in, with which password.
        public Builder credentials(String user, @Nullable String secret) {
            return credentials(user, secret == null ? null : Bytes.utf8(secret));
        }

        /// Who logs in, with which password. The user name may be left out in MQTT 5.0 only.
        public Builder credentials(@Nullable String user, @Nullable Bytes secret) {
            userName = user;
            password = secret;
            return this;
        }

        /// What the server publishes when it loses the client; its delay is one of its properties (MQTT 5.0).
        public Builder will(@Nullable Message message) {
            will = message;
            return this;
        }

        /// Further properties of the CONNECT (MQTT 5.0).
        public Builder connectProperties(Properties properties) {
            connectProperties = properties;
            return this;
        }

        /// What happens when the connection is lost, as `r -> r.off()`.
        public Builder reconnect(UnaryOperator<Reconnect> change) {
            reconnect = change.apply(reconnect);
            return this;
        }

        /// How much the client takes upon itself, as `l -> l.withQueue(100_000, 64 << 20)`.
        public Builder limits(UnaryOperator<Limits> change) {
            limits = change.apply(limits);
            return this;
        }

        /// Whether to subscribe again where the server has lost the session; it does by default.
        public Builder resubscribe(boolean again) {
            resubscribe = again;
            return this;
        }

        /// How to log in by questions and answers (MQTT 5.0, 4.12).
        public Builder auth(@Nullable Authentication method) {
            authentication = method;
            return this;
        }

        /// What becomes of messages that cannot go at once, as `s -> s.queueAtMostOnce(true)`.
        public Builder sending(UnaryOperator<Sending> change) {
            sending = change.apply(sending);
            return this;
        }

        /// Acknowledges nothing by itself: [Received#ack] does.
        public Builder manualAck() {
            handling = handling.withManualAck();
            return this;
        }

        /// No thread: the work is done by those who call [MqttClient#loop].
        public Builder manualLoop() {
            handling = handling.withManualLoop();
            return this;
        }

        /// Where handlers and completions run, one after the other: virtual threads by default.
        public Builder executor(Executor own) {
            handling = handling.withExecutor(own);
            return this;
        }

        /// Is asked before each further attempt to connect, for fresh credentials or another server; may take its time.
        /// What it answers holds from then on.
        public Builder beforeReconnect(UnaryOperator<MqttConfig> hook) {
            handling = handling.withBeforeReconnect(hook);
            return this;
        }

        /// Anything that is to be found again at the client.
        public Builder attachment(Object own) {
            handling = handling.withAttachment(own);
            return this;
        }

        /// The configuration.
        ///
        /// @throws IllegalArgumentException if parts do not go together
        public MqttConfig config() {
            boolean kept = !cleanStart || !sessionExpiry.isZero();
            if (kept && clientId.isEmpty() && version != null && !version.hasProperties()) {
                throw new IllegalArgumentException("A session that is kept needs a clientId(..) to be found by");
            }
            if (userName == null && password != null && version != null && !version.hasProperties()) {
                throw new IllegalArgumentException("Before MQTT 5.0 a password goes with a user name");
            }
            String id = version == Version.V3_1 && clientId.isEmpty() ? madeUp() : clientId; // 3.1 assigns none
            return new MqttConfig(host, port, version, id, cleanStart, sessionExpiry, keepAlive,
                    connectTimeout, userName, password, will, connectProperties, authentication, reconnect, limits,
                    sending, resubscribe, handling).checked();
        }

        /// A client of this configuration.
        public MqttClient build() {
            return MqttClient.of(config());
        }

        private static URI parse(String uri) {
            URI parsed;
            try {
                parsed = URI.create(uri.contains("://") ? uri : "mqtt://" + uri);
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException("A server is mqtt://HOST:PORT, not '" + uri + "'", wrong);
            }
            if (parsed.getHost() == null || parsed.getPort() > 0xFFFF || parsed.getPort() == 0) {
                throw new IllegalArgumentException("A server is mqtt://HOST:PORT, not '" + uri + "'");
            }
            if (!parsed.getScheme().equals("mqtt") && !parsed.getScheme().equals("tcp")) {
                throw new IllegalArgumentException(
                        "This client speaks mqtt:// only, not " + parsed.getScheme() + ":// yet");
            }
            return parsed;
        }

        private static String decoded(String part) {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        }

        private static String madeUp() {
            return "tidings-" + Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX);
        }

        private static Duration positive(String name, Duration time, boolean orZero) {
            if (time.isNegative() || (time.isZero() && !orZero)) {
                throw new IllegalArgumentException(name + " is " + time);
            }
            return time;
        }
    }
}
