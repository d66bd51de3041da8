package tidings.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tidings.client.MqttClient;
import tidings.client.MqttConfig;
import tidings.mqtt.Message;
import tidings.mqtt.Property.Place;
import tidings.mqtt.Qos;
import tidings.mqtt.Version;

/// How `pub`, `sub` and `rr` connect: to a server, with a session and a will.
final class ConnectionOptions {

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Option(names = {"-i", "--id"}, paramLabel = "ID", description = "Client id; by default the server assigns one.")
    private @Nullable String clientId;

    @Option(names = {"-I",
        "--id-prefix"}, paramLabel = "PREFIX", description = "Client id of this prefix and the process id.")
    private @Nullable String clientIdPrefix;

    @Option(names = {"-c",
        "--disable-clean-session"}, description = "Keep the session: what is published while away is received later.")
    private boolean keepSession;

    @Option(names = {"-x",
        "--session-expiry-interval"}, paramLabel = "SECONDS", description = "How long the server keeps the session (MQTT 5); -1 for ever, which -c means as well.")
    private @Nullable String sessionExpirySeconds;

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

    @Option(names = {"-d", "--debug"}, description = "Print a line for each packet.")
    private boolean debug;

    /// All of the client but what a command adds of its own.
    ///
    /// @throws CommandException if parts do not go together
    MqttConfig.Builder client() {
        try {
            MqttConfig.Builder client = server.client()
                    .clientId(clientId())
                    .cleanStart(!keepSession)
                    .connectProperties(PropertyOption.of(Place.CONNECT, properties));
            if (!sessionExpiry().isZero()) {
                client.sessionExpiry(sessionExpiry());
            }
            return willTopic == null ? client : client.will(will(willTopic));
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(ExitStatus.FAILED, wrong);
        }
    }

    /// Prints what a client does, if that was asked for.
    void debug(MqttClient client) {
        if (debug) {
            DebugLog.attach(client, System.out);
        }
    }

    /// The version that was asked for, or the one that is tried first.
    Version version() {
        return server.version();
    }

    /// The topic that an `-L` names, or null.
    @Nullable
    String urlTopic() {
        return server.urlTopic();
    }

    List<PropertyOption> properties() {
        return properties;
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

    private Message will(String topic) {
        return Message.of(topic, willPayload)
                .withQos(qos("--will-qos", willQos))
                .withRetain(willRetain)
                .withProperties(PropertyOption.of(Place.WILL, properties));
    }
}
