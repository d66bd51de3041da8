package tidings.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tidings.client.MqttClient;
import tidings.client.MqttConfig;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Property.Place;
import tidings.mqtt.Qos;
import tidings.mqtt.Version;

/// How `pub`, `sub` and `rr` connect: mosquitto's letters, which fingers know, and a few long names beyond.
final class ConnectionOptions {

    @Option(names = {"-h", "--host"}, paramLabel = "HOST", description = "The server; localhost by default.")
    private String host = "localhost";

    @Option(names = {"-p", "--port"}, paramLabel = "PORT", description = "Its port; 1883 by default, 8883 with TLS.")
    private @Nullable Integer port;

    @Option(names = {"-L",
        "--url"}, paramLabel = "URL", description = "All in one: mqtt://[USER[:PASSWORD]@]HOST[:PORT][/TOPIC]; mqtts://, and ws:// or wss:// with a path, as well.")
    private @Nullable URI url;

    @Option(names = {"-u", "--username"}, paramLabel = "NAME", description = "Who logs in; a device's access token.")
    private @Nullable String userName;

    @Option(names = {"-P",
        "--pw"}, paramLabel = "PASSWORD", description = "The password; others on this machine may see it, so better:")
    private @Nullable String password;

    @Option(names = "--password-file", paramLabel = "FILE", description = "The password is this file's first line.")
    private @Nullable Path passwordFile;

    @Option(names = "--password-env", paramLabel = "NAME", description = "The password is in this environment variable.")
    private @Nullable String passwordVariable;

    @Option(names = {"-i", "--id"}, paramLabel = "ID", description = "Client id; by default the server assigns one.")
    private @Nullable String clientId;

    @Option(names = {"-I",
        "--id-prefix"}, paramLabel = "PREFIX", description = "Client id of this prefix and the process id.")
    private @Nullable String clientIdPrefix;

    @Option(names = {"-k",
        "--keepalive"}, paramLabel = "SECONDS", description = "Keep alive; 60 by default, 0 for none.")
    private int keepAliveSeconds = 60;

    @Option(names = {"-c",
        "--disable-clean-session"}, description = "Keep the session: what is published while away is received later.")
    private boolean keepSession;

    @Option(names = {"-x",
        "--session-expiry-interval"}, paramLabel = "SECONDS", description = "How long the server keeps the session (MQTT 5); -1 for ever, which -c means as well.")
    private @Nullable String sessionExpirySeconds;

    @Option(names = {"-V",
        "--protocol-version"}, paramLabel = "VERSION", converter = VersionOption.class, description = "5, 311 or 31; by default 5, and 311 where the server does not know it.")
    private @Nullable Version version;

    @Option(names = "--will-topic", paramLabel = "TOPIC", description = "What the server publishes if we are lost.")
    private @Nullable String willTopic;

    @Option(names = "--will-payload", paramLabel = "TEXT")
    private String willPayload = "";

    @Option(names = "--will-qos", paramLabel = "QOS")
    private int willQos;

    @Option(names = "--will-retain")
    private boolean willRetain;

    @Option(names = {"-D",
        "--property"}, paramLabel = "COMMAND NAME VALUE", arity = "1", parameterConsumer = PropertyOption.Consumer.class, description = "A property (MQTT 5), such as publish content-type text/plain; a user-property has two values.")
    private List<PropertyOption> properties = new ArrayList<>();

    @Option(names = "--connect-timeout", paramLabel = "SECONDS", description = "How long to wait for the server; 10 by default.")
    private int connectTimeoutSeconds = 10;

    @Mixin
    private final TransportOptions transport = new TransportOptions();

    /// All of the client but what a command adds of its own.
    ///
    /// @throws CommandException if parts do not go together
    MqttConfig.Builder client() {
        Logging.level("error"); // the command itself tells what is wrong
        try {
            MqttConfig.Builder client = MqttClient.builder()
                    .server(transport.server(url, host, port))
                    .clientId(clientId())
                    .cleanStart(!keepSession)
                    .keepAlive(Duration.ofSeconds(keepAliveSeconds))
                    .connectTimeout(Duration.ofSeconds(connectTimeoutSeconds))
                    .connectProperties(PropertyOption.of(Place.CONNECT, properties));
            if (version != null) {
                client.version(version);
            }
            if (!sessionExpiry().isZero()) {
                client.sessionExpiry(sessionExpiry());
            }
            transport.apply(client);
            login(client);
            return willTopic == null ? client : client.will(will(willTopic));
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(ExitStatus.FAILED, wrong);
        }
    }

    /// The version that was asked for, or the one that is tried first.
    Version version() {
        return version == null ? Version.V5 : version;
    }

    List<PropertyOption> properties() {
        return properties;
    }

    /// The topic that an `-L` names, or null.
    @Nullable
    String urlTopic() {
        String path = url == null || url.getScheme().startsWith("ws") ? null : url.getPath();
        return path != null && path.length() > 1 ? path.substring(1) : null;
    }

    /// What a number from 0 to 2 means.
    static Qos qos(String option, int number) {
        return switch (number) {
            case 0 -> Qos.AT_MOST_ONCE;
            case 1 -> Qos.AT_LEAST_ONCE;
            case 2 -> Qos.EXACTLY_ONCE;
            default -> throw new CommandException(
                    ExitStatus.FAILED, "Invalid QoS given: " + number + "; " + option + " takes 0, 1 or 2");
        };
    }

    private String clientId() {
        if (clientId != null && clientIdPrefix != null) {
            throw new CommandException(ExitStatus.FAILED, "-i and -I argument cannot be used together.");
        }
        if (clientIdPrefix != null) {
            return clientIdPrefix + ProcessHandle.current().pid();
        }
        if (keepSession && (clientId == null || clientId.isEmpty())) {
            throw new CommandException(ExitStatus.FAILED, "You must provide a client id (-i) if you are using -c.");
        }
        return clientId == null ? "" : clientId;
    }

    private Duration sessionExpiry() {
        if (sessionExpirySeconds == null) {
            return keepSession ? MqttConfig.NEVER : Duration.ZERO;
        }
        if (sessionExpirySeconds.equals("-1") || sessionExpirySeconds.equals("∞")) {
            return MqttConfig.NEVER;
        }
        try {
            return Duration.ofSeconds(Long.parseUnsignedLong(sessionExpirySeconds));
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException(
                    "-x takes seconds, or -1 for ever, not '" + sessionExpirySeconds + "'", wrong);
        }
    }

    private void login(MqttConfig.Builder client) {
        Bytes secret = password();
        if (userName != null || secret != null) {
            client.credentials(userName, secret);
        }
    }

    private @Nullable Bytes password() {
        if (password != null) {
            return Bytes.utf8(password);
        }
        if (passwordVariable != null) {
            String value = System.getenv(passwordVariable);
            if (value == null) {
                throw new IllegalArgumentException(
                        "There is no environment variable " + passwordVariable + " (--password-env)");
            }
            return Bytes.utf8(value);
        }
        return passwordFile == null ? null : Bytes.utf8(firstLine(passwordFile));
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw CommandException.unreadable(file, "--password-file", e);
        }
    }

    private Message will(String topic) {
        return Message.of(topic, willPayload)
                .withQos(qos("--will-qos", willQos))
                .withRetain(willRetain)
                .withProperties(PropertyOption.of(Place.WILL, properties));
    }
}
