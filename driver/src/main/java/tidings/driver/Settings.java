package tidings.driver;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.client.MqttClient;
import tidings.client.MqttConfig;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Qos;
import tidings.mqtt.Version;

/// The keys of `new` as a configuration of the client. What is not said is left to the library, but for what would show on
/// the wire without having been asked for: receive maximum, aliases; and the driver connects again only when told to.
final class Settings {

    private static final int MAX_RECEIVE_MAXIMUM = 0xFFFF;
    private static final int LARGEST_PACKET = 268_435_460;
    private static final int MANY = 1_000_000;
    private static final Duration LINGER = Duration.ofMillis(300);
    private static final Set<String> SAID_AS_THEY_ARE =
            Set.of("request-response-info", "request-problem-info", "user-property");

    private final Command command;

    Settings(Command command) {
        this.command = command;
    }

    /// @param authentication where `auth-method` is said
    MqttConfig config(DriverAuthentication authentication) {
        MqttConfig.Builder config = MqttClient.builder().server(server());
        session(config);
        limits(config);
        transport(config);
        behaviour(config);
        if (command.has("auth-method")) {
            config.auth(authentication);
        }
        return config.config();
    }

    private String server() {
        if (command.has("unix")) {
            return "mqtt+unix://" + command.text("unix");
        }
        boolean tls = command.has("tls-ca") || command.flag("tls", false);
        boolean webSocket = "ws".equals(command.textOrNull("transport"));
        String scheme = webSocket ? (tls ? "wss" : "ws") : tls ? "mqtts" : "mqtt";
        String host = command.has("host") ? command.text("host") : "127.0.0.1";
        String address = (host.contains(":") ? "[" + host + "]" : host)
                + (command.has("port") ? ":" + command.text("port") : "");
        String path = command.has("ws-path") ? command.text("ws-path") : "/mqtt";
        return scheme + "://" + address + (webSocket ? path : "");
    }

    private void session(MqttConfig.Builder config) {
        if (command.has("version")) {
            config.version(version(command.number("version", 0)));
        }
        if (command.has("clientid")) {
            config.clientId(command.text("clientid"));
        }
        config.cleanStart(command.flag("clean", true));
        if (command.has("keepalive")) {
            config.keepAlive(Duration.ofSeconds(command.number("keepalive", 0L)));
        }
        if (command.has("session-expiry")) {
            config.sessionExpiry(Duration.ofSeconds(command.number("session-expiry", 0L)));
        }
        if (command.has("username") || command.has("password")) {
            config.credentials(command.textOrNull("username"), command.bytesOrNull("password"));
        }
        if (command.has("will-topic")) {
            config.will(will());
        }
        Properties properties = Properties.NONE;
        for (Command.Word word : command.words()) {
            if (SAID_AS_THEY_ARE.contains(word.key())) {
                properties = PropertyWords.with(properties, word.key(), word.raw());
            }
        }
        config.connectProperties(properties);
    }

    private Message will() {
        Bytes payload = command.has("will-payload") ? command.bytes("will-payload") : Bytes.EMPTY;
        Message will = Message.of(command.text("will-topic"), payload)
                .withQos(Qos.of(command.number("will-qos", 0)))
                .withRetain(command.flag("will-retain", false));
        Set<String> flags = Set.of("will-topic", "will-payload", "will-qos", "will-retain");
        Properties properties = Properties.NONE;
        for (Command.Word word : command.words()) {
            if (word.key().equals("will-delay")) {
                properties = properties.with(Property.WILL_DELAY_INTERVAL, Long.parseLong(word.text()));
            } else if (word.key().startsWith("will-") && !flags.contains(word.key())) {
                properties = PropertyWords.with(properties, word.key().substring("will-".length()), word.raw());
            }
        }
        return will.withProperties(properties);
    }

    private void limits(MqttConfig.Builder config) {
        int packet = (int) Math.min(LARGEST_PACKET, command.number("max-packet", (long) LARGEST_PACKET));
        config.limits(limits -> limits.withReceiveMaximum(command.number("receive-max", MAX_RECEIVE_MAXIMUM))
                .withPacketBytes(packet)
                .withAliases(command.number("topic-alias-max", 0), command.number("topic-alias-out", 0))
                .withQueue(command.number("queue", MANY), Long.MAX_VALUE)
                .withInFlight(command.number("inflight", 0)));
    }

    private void behaviour(MqttConfig.Builder config) {
        String reconnect = command.textOrNull("reconnect");
        if (reconnect == null || reconnect.equals("off")) {
            config.reconnect(r -> r.off());
        } else {
            Duration first = Duration.ofMillis(Math.max(1, Long.parseLong(reconnect)));
            config.reconnect(r -> r.delay(first, first.multipliedBy(8)));
        }
        config.resubscribe(command.flag("resubscribe", true));
        if (command.flag("manual-ack", false)) {
            config.manualAck();
        }
        if (command.has("connect-timeout")) {
            config.connectTimeout(Duration.ofMillis(command.number("connect-timeout", 0L)));
        }
        config.sending(s -> s.linger(LINGER));
        if (loop().equals("thread")) {
            config.executor(Runnable::run); // nothing here blocks, and events keep the order in which they happened
        } else {
            config.manualLoop();
        }
    }

    /// Who moves the client: `thread`, `manual` or `external`.
    String loop() {
        return command.has("loop") ? command.text("loop") : "thread";
    }

    private void transport(MqttConfig.Builder config) {
        if (command.has("tls-ca")) {
            config.tls(t -> t.trust(Path.of(command.text("tls-ca"))));
        }
        if (command.has("tls-cert")) {
            config.tls(t -> t.identity(Path.of(command.text("tls-cert")), Path.of(command.text("tls-key"))));
        }
        if (command.flag("tls-insecure", false)) {
            config.tls(t -> t.insecureHostname());
        }
        for (Command.Word word : command.words()) {
            if (word.key().equals("ws-header")) {
                String[] header = word.text().split(": *", 2);
                config.webSocket(ws -> ws.header(header[0], header.length < 2 ? "" : header[1]));
            }
        }
        if (command.has("proxy")) {
            config.proxy(command.text("proxy"));
        }
        if (command.has("bind-address") || command.has("bind-port")) {
            String host = command.has("bind-address") ? command.text("bind-address") : "127.0.0.1";
            config.socket(s -> s.localAddress(host, command.number("bind-port", 0)));
        }
    }

    static Version version(int level) {
        return switch (level) {
            case 3 -> Version.V3_1;
            case 4 -> Version.V3_1_1;
            case 5 -> Version.V5;
            default -> throw new IllegalArgumentException("A version is 3, 4 or 5, not " + level);
        };
    }

    /// The version that was asked for, or null.
    @Nullable
    Version version() {
        return command.has("version") ? version(command.number("version", 0)) : null;
    }
}
