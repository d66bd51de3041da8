package tidings.client;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
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
/// @param servers where to connect to: the first that can be had
/// @param transport how
/// @param version the version to speak, or null for 5.0, and 3.1.1 where the server does not know it
/// @param clientId empty for one that the server assigns
/// @param cleanStart whether a stored session is forgotten at the first connection; Clean Session in 3.x
/// @param sessionExpiry how long the server keeps the session after a connection (MQTT 5.0)
/// @param keepAlive after how much silence the connection is tested; zero for never
/// @param connectTimeout for the connection, and again for the answer of the server
/// @param connectProperties further properties of the CONNECT
/// @param authentication how to log in by questions and answers, or null
/// @param store what of the session is kept for the next process, or null for nothing
/// @param resubscribe whether to subscribe again where the server has lost the session
/// @param bridge whether the client says in 3.x that it is a bridge
public record MqttConfig(
        List<Server> servers,
        Transport transport,
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
        @Nullable SessionStore store,
        boolean resubscribe,
        boolean bridge,
        Handling handling) {

    /// A session expiry that means never (MQTT 5.0, 3.1.2.11.2).
    public static final Duration NEVER = Duration.ofSeconds(0xFFFF_FFFFL);

    private static final int MOST_KEEP_ALIVE_SECONDS = 0xFFFF;

    public MqttConfig {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("There is no server to connect to");
        }
        servers = List.copyOf(servers);
    }

    /// This configuration, changed, as `config.with(c -> c.credentials("meter-17", token))`.
    public MqttConfig with(UnaryOperator<Builder> change) {
        return change.apply(new Builder(this)).config();
    }

    /// Without user name and password: either may be a secret.
    @Override
    public String toString() {
        return servers + " as '" + clientId + "'";
    }

    /// The CONNECT that says all this in a version.
    ///
    /// @param asBridge whether it is to say that the client is a bridge
    Connect connect(Version spoken, boolean asBridge) {
        return connect(
                spoken, authentication == null ? properties() : with(properties(), authentication), asBridge);
    }

    /// What the engine is to know of it.
    Settings settings() {
        return new Settings(
                connectTimeout.toNanos(), sending.linger().toNanos(), sending.retryInterval().toNanos(), resubscribe,
                new Settings.Queueing(
                        limits.queuedMessages(), limits.queuedBytes(), sending.queueAtMostOnce(),
                        sending.dropOldest(), limits.inFlight(), limits.aliasesOut()));
    }

    private Connect connect(Version spoken, Properties properties, boolean asBridge) {
        int seconds = (int) keepAlive.toSeconds();
        Properties said = spoken.hasProperties() ? properties : Properties.NONE;
        return new Connect(spoken, clientId, cleanStart, seconds, will, userName, password, said, asBridge);
    }

    /// Refuses now what could not be written later.
    private MqttConfig checked() {
        Version spoken = version == null ? Version.V5 : version;
        Encoder.of(spoken).size(connect(spoken, properties(), false));
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
        private List<Server> servers = List.of(Server.parse("mqtt://localhost"));
        private Tls tls = Tls.DEFAULT;
        private WebSocket webSocket = WebSocket.DEFAULT;
        private @Nullable Proxy proxy;
        private SocketOptions socket = SocketOptions.DEFAULT;
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
        private @Nullable SessionStore store;
        private boolean resubscribe = true;
        private boolean bridge;
        private boolean manualLoop;
        private boolean manualAck;
        private @Nullable Executor executor;
        private UnaryOperator<MqttConfig> beforeReconnect = Handling.DEFAULT.beforeReconnect();
        private @Nullable Object attachment;

        Builder() {}

        private Builder(MqttConfig from) {
            servers = from.servers;
            tls = from.transport.tls();
            webSocket = from.transport.webSocket();
            proxy = from.transport.proxy();
            socket = from.transport.socket();
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
            store = from.store;
            resubscribe = from.resubscribe;
            bridge = from.bridge;
            manualLoop = from.handling.manualLoop();
            manualAck = from.handling.manualAck();
            executor = from.handling.executor();
            beforeReconnect = from.handling.beforeReconnect();
            attachment = from.handling.attachment();
        }

        /// Where the server is; localhost by default.
        ///
        /// @param uri `SCHEME://[USER[:PASSWORD]@]HOST[:PORT]` as in [Server], or HOST alone
        /// @throws IllegalArgumentException if it is anything else
        public Builder server(String uri) {
            servers = List.of(Server.parse(uri));
            String login = Server.login(uri);
            if (login != null) {
                String[] parts = login.split(":", 2);
                userName = decoded(parts[0]);
                password = parts.length < 2 ? null : Bytes.utf8(decoded(parts[1]));
            }
            return this;
        }

        /// Several servers, for one session: the first that can be connected to; where that is lost, the same again, then
        /// the others in turn. Logins are said by [#credentials] here.
        ///
        /// @throws IllegalArgumentException if one of them is none, or says a login
        public Builder servers(List<String> uris) {
            if (uris.stream().anyMatch(uri -> Server.login(uri) != null)) {
                throw new IllegalArgumentException("Where there are several servers, say the login by credentials(..)");
            }
            servers = uris.stream().map(Server::parse).toList();
            return this;
        }

        /// The server that the SRV records of a domain name (`_mqtt._tcp`), by priority and weight (RFC 2782). For those
        /// with TLS (`_secure-mqtt._tcp`) see [#server] and `mqtts+srv`.
        ///
        /// @param domain null for the one that this machine is in
        public Builder srv(@Nullable String domain) {
            servers = List.of(Server.srv(domain, false));
            return this;
        }

        /// How TLS is spoken, as `t -> t.trust(Path.of("ca.pem"))`. That it is spoken the address of the server says.
        public Builder tls(UnaryOperator<Tls> change) {
            tls = change.apply(tls);
            return this;
        }

        /// How WebSocket is spoken, as `ws -> ws.header("Authorization", "Bearer ...")`.
        public Builder webSocket(UnaryOperator<WebSocket> change) {
            webSocket = change.apply(webSocket);
            return this;
        }

        /// Through whom to connect; directly by default.
        ///
        /// @param uri `http://[USER[:PASSWORD]@]HOST[:PORT]`, or the same with `socks4` or `socks5`; or null
        /// @throws IllegalArgumentException if it is anything else
        public Builder proxy(@Nullable String uri) {
            proxy = uri == null ? null : Proxy.parse(uri);
            return this;
        }

        /// What the socket is told, as `s -> s.localAddress("192.168.1.7")`.
        public Builder socket(UnaryOperator<SocketOptions> change) {
            socket = change.apply(socket);
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
            if (time.toSeconds() > MOST_KEEP_ALIVE_SECONDS) {
                throw new IllegalArgumentException("keepAlive is at most 65535 s, not " + time.toSeconds());
            }
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

        /// Keeps what has not been acknowledged for the next process, as `SessionStore.file(folder)`.
        public Builder store(SessionStore own) {
            store = own;
            return this;
        }

        /// Whether to subscribe again where the server has lost the session; it does by default.
        public Builder resubscribe(boolean again) {
            resubscribe = again;
            return this;
        }

        /// Whether to say in MQTT 3.x that the client is a bridge, as those of mosquitto do: it is not sent its own messages,
        /// and retain flags as they were published. To a server that does not know that it is not said. In MQTT 5.0
        /// subscriptions say it, one by one.
        public Builder bridge(boolean is) {
            bridge = is;
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
            manualAck = true;
            return this;
        }

        /// No thread: the work is done by those who call [MqttClient#loop].
        public Builder manualLoop() {
            manualLoop = true;
            return this;
        }

        /// Where handlers and completions run, one after the other: virtual threads by default. With an event loop of Netty
        /// (NIO) the client itself moves there, too, and nothing changes threads; its handlers must not block then.
        public Builder executor(Executor own) {
            executor = own;
            return this;
        }

        /// Is asked before each further attempt to connect, for fresh credentials or another server; may take its time.
        /// What it answers holds from then on.
        public Builder beforeReconnect(UnaryOperator<MqttConfig> hook) {
            beforeReconnect = hook;
            return this;
        }

        /// Anything that is to be found again at the client.
        public Builder attachment(Object own) {
            attachment = own;
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
            if (store != null && clientId.isEmpty()) {
                throw new IllegalArgumentException("What a store(..) keeps needs a clientId(..) to be found by");
            }
            if (userName == null && password != null && version != null && !version.hasProperties()) {
                throw new IllegalArgumentException("Before MQTT 5.0 a password goes with a user name");
            }
            String id = version == Version.V3_1 && clientId.isEmpty() ? madeUp() : clientId; // 3.1 assigns none
            Transport transport = new Transport(tls, webSocket, proxy, socket);
            Handling handling = new Handling(manualLoop, manualAck, executor, beforeReconnect, attachment);
            return new MqttConfig(servers, transport, version, id, cleanStart, sessionExpiry, keepAlive,
                    connectTimeout, userName, password, will, connectProperties, authentication, reconnect, limits,
                    sending, store, resubscribe, bridge, handling).checked();
        }

        /// A client of this configuration.
        public MqttClient build() {
            return MqttClient.of(config());
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
