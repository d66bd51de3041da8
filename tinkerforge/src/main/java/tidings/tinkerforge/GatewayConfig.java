package tidings.tinkerforge;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tidings.client.MqttConfig;

/// How a gateway works. Does not change; begin with [#builder]. What it leaves out is as tinkerforge_mqtt has it.
///
/// @param mqtt says where the broker is, and how to log in
/// @param prefix of all topics; empty, or with a slash at its end
/// @param secret of the Brick Daemon; empty for none
/// @param timeout how long to wait for an answer of a brick
/// @param symbolic whether values are named where they have a name
/// @param longsAsText whether integers of eight bytes are written as texts
/// @param showPayload whether errors quote payloads that cannot be read
/// @param initFile messages to begin with, or null
/// @param dashboards to which bricks are announced
public record GatewayConfig(
        UnaryOperator<MqttConfig.Builder> mqtt,
        String prefix,
        String daemonHost,
        int daemonPort,
        String secret,
        Duration timeout,
        boolean symbolic,
        boolean longsAsText,
        boolean showPayload,
        @Nullable Path initFile,
        Dashboards dashboards,
        Limits limits) {

    private static final int DAEMON_PORT = 4223;
    private static final Duration TIMEOUT = Duration.ofMillis(2_500);

    /// Where bricks are announced, and which of their callbacks are fed into it.
    ///
    /// @param deviceServer says where the device server is, and with which token the gateway logs in there; null for none
    /// @param homeAssistant the discovery prefix of Home Assistant, such as `homeassistant`; null for no announcements
    /// @param callbacks names of those that are fed; empty for all that tell single values
    /// @param period how often: bricks are set so; zero to leave them as they are
    public record Dashboards(
            @Nullable UnaryOperator<MqttConfig.Builder> deviceServer,
            @Nullable String homeAssistant,
            Set<String> callbacks,
            Duration period) {

        public static final Dashboards NONE = new Dashboards(null, null, Set.of(), Duration.ZERO);

        public Dashboards {
            callbacks = Set.copyOf(callbacks);
        }
    }

    /// How much a gateway takes upon itself.
    ///
    /// @param devices that may be asked for
    /// @param waitingForOne calls that may wait for one device
    /// @param waitingForAll calls that may wait for all devices
    /// @param longestDelay between two attempts to connect to the Brick Daemon
    public record Limits(int devices, int waitingForOne, int waitingForAll, Duration longestDelay) {

        /// 10,000 devices, as many calls for each, 100,000 in all: some 50 MB. A second, so that bricks are back soon.
        public static final Limits DEFAULT = new Limits(10_000, 10_000, 100_000, Duration.ofSeconds(1));

        public Limits {
            if (devices < 1 || waitingForOne < 1 || waitingForAll < 1 || longestDelay.compareTo(Duration.ZERO) <= 0) {
                throw new IllegalArgumentException("A limit is 1 or more, and a delay longer than nothing");
            }
        }
    }

    /// Without the secret.
    @Override
    public String toString() {
        return prefix + " at " + daemonHost + ":" + daemonPort;
    }

    public static Builder builder() {
        return new Builder();
    }

    /// Collects a configuration.
    public static final class Builder {

        private UnaryOperator<MqttConfig.Builder> mqtt = UnaryOperator.identity();
        private String prefix = "tinkerforge/";
        private String daemonHost = "localhost";
        private int daemonPort = DAEMON_PORT;
        private String secret = "";
        private Duration timeout = TIMEOUT;
        private boolean symbolic = true;
        private boolean longsAsText;
        private boolean showPayload;
        private @Nullable Path initFile;
        private Dashboards dashboards = Dashboards.NONE;
        private Limits limits = Limits.DEFAULT;

        private Builder() {}

        /// Where the broker is, and how to log in, as `m -> m.server("mqtt://localhost")`. MQTT 3.1.1 by default.
        public Builder mqtt(UnaryOperator<MqttConfig.Builder> change) {
            mqtt = change;
            return this;
        }

        /// Before all topics; `tinkerforge/` by default. A slash is added if it has none at its end.
        ///
        /// @throws GatewayException if no topic begins like this
        public Builder prefix(String text) {
            prefix = text.isEmpty() || text.endsWith("/") ? text : text + "/";
            for (String wildcard : new String[]{"#", "+"}) {
                if (prefix.contains(wildcard)) {
                    throw wrong("contains the wildcard character '" + wildcard + "'. (MQTT-4.7.1-1)");
                }
            }
            if (prefix.startsWith("$")) {
                throw wrong("starts with the reserved character '$'. (MQTT-4.7.2-1)");
            }
            return this;
        }

        private GatewayException wrong(String why) {
            return new GatewayException(
                    GatewayException.Reason.PREFIX, "Global topic prefix invalid: '" + prefix + "' " + why);
        }

        /// Where the Brick Daemon is: localhost, 4223 by default.
        public Builder daemon(String host, int port) {
            daemonHost = host;
            daemonPort = port;
            return this;
        }

        /// What proves to the Brick Daemon that we may; empty for nothing.
        public Builder secret(String text) {
            secret = text;
            return this;
        }

        /// How long to wait for an answer of a brick: 2.5 seconds by default.
        public Builder timeout(Duration time) {
            if (time.isNegative()) {
                throw new IllegalArgumentException("A time-out is not negative: " + time);
            }
            timeout = time;
            return this;
        }

        /// Whether values are named where they have a name; they are by default.
        public Builder symbolic(boolean on) {
            symbolic = on;
            return this;
        }

        /// Whether integers of eight bytes are written as texts; they are not by default.
        public Builder longsAsText(boolean on) {
            longsAsText = on;
            return this;
        }

        /// Whether errors quote payloads that cannot be read; they do not by default.
        public Builder showPayload(boolean on) {
            showPayload = on;
            return this;
        }

        /// Messages to begin with.
        public Builder initFile(@Nullable Path file) {
            initFile = file;
            return this;
        }

        /// Where bricks are announced; nowhere by default.
        public Builder dashboards(Dashboards all) {
            dashboards = all;
            return this;
        }

        public Builder limits(Limits other) {
            limits = other;
            return this;
        }

        public GatewayConfig build() {
            return new GatewayConfig(
                    mqtt, prefix, daemonHost, daemonPort, secret, timeout, symbolic, longsAsText, showPayload, initFile,
                    dashboards, limits);
        }
    }
}
