package tidings.bridge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tidings.client.MqttClient;
import tidings.client.MqttConfig;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;

/// How a broker is joined to another one. Does not change; begin with [#builder].
///
/// ```java
/// BridgeConfig config = BridgeConfig.builder("cloud")
///         .address("mqtts://broker.example.org")
///         .remote(c -> c.credentials("site-7", secret))
///         .topic("sensors/# out 1 \"\" sites/7/")
///         .build();
/// ```
///
/// @param name tells bridges apart, in logs and topics
/// @param remote how the bridge is a client of the remote broker
/// @param local what the bridge is to the local broker
/// @param topics which topics cross; of several that match the first counts
/// @param notifications whether it is told that the bridge is there, or null
/// @param marked whether messages are marked on their way, so that those that come back are known
/// @param outgoingRetain whether messages that go out are retained by the remote broker as well
public record BridgeConfig(
        String name, MqttConfig remote, Local local, List<BridgeTopic> topics, @Nullable Notifications notifications,
        boolean marked, boolean outgoingRetain) {

    /// A client of the local broker.
    ///
    /// @param clientId under which the local broker keeps what could not cross yet
    /// @param userName who logs in, or null for nobody
    public record Local(String clientId, @Nullable String userName, @Nullable Bytes password) {

        /// Without the secret.
        @Override
        public String toString() {
            return "Local[" + clientId + "]";
        }
    }

    /// `1` while the bridge stands, else `0`, retained on a topic.
    ///
    /// @param localOnly whether the remote broker is not told
    public record Notifications(String topic, boolean localOnly) {}

    public static Builder builder(String name) {
        return new Builder(name);
    }

    /// Without secrets.
    @Override
    public String toString() {
        return "bridge " + name + " to " + remote;
    }

    /// Collects a configuration.
    public static final class Builder {

        private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
        private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);
        private final String name;
        private final List<String> addresses = new ArrayList<>();
        private final List<BridgeTopic> topics = new ArrayList<>();
        private final List<UnaryOperator<MqttConfig.Builder>> changes = new ArrayList<>();
        private @Nullable String remoteClientId;
        private @Nullable String localClientId;
        private @Nullable String localUserName;
        private @Nullable Bytes localPassword;
        private @Nullable String notificationTopic;
        private boolean cleanSession;
        private boolean notified = true;
        private boolean localOnly;
        private boolean marked = true;
        private boolean outgoingRetain = true;

        private Builder(String name) {
            if (name.isEmpty() || name.chars().anyMatch(c -> c == '+' || c == '#' || c == '/' || c <= ' ')) {
                throw new IllegalArgumentException(
                        "The name of a bridge has no spaces, slashes and wildcards, as '" + name + "' does");
            }
            this.name = name;
        }

        /// A remote broker, as `mqtts://HOST:PORT`: the first that can be had of several, and the others in turn where it is
        /// lost. A login in it is for a single one; else see [#remote].
        public Builder address(String uri) {
            addresses.add(uri);
            return this;
        }

        /// Which topics cross, which way.
        public Builder topic(BridgeTopic topic) {
            topics.add(topic);
            return this;
        }

        /// Which topics cross, in mosquitto's words: see [BridgeTopic#parse].
        public Builder topic(String line) {
            return topic(BridgeTopic.parse(line));
        }

        /// Anything that a client can be told: login, TLS, version, keep alive, delays between attempts. As
        /// `c -> c.credentials("site-7", secret).version(Version.V3_1_1)`.
        public Builder remote(UnaryOperator<MqttConfig.Builder> change) {
            changes.add(change);
            return this;
        }

        /// Who the bridge is to the remote broker; `HOST.NAME` by default, of this machine and this bridge.
        public Builder remoteClientId(String id) {
            remoteClientId = id;
            return this;
        }

        /// Who the bridge is to the local broker; `local.` and the remote client id by default.
        public Builder localClientId(String id) {
            localClientId = id;
            return this;
        }

        /// How the bridge logs in at the local broker; as nobody by default.
        public Builder localLogin(@Nullable String userName, @Nullable Bytes password) {
            localUserName = userName;
            localPassword = password;
            return this;
        }

        /// Whether nothing waits on either side while the bridge is down; everything of QoS 1 and 2 does by default.
        public Builder cleanSession(boolean clean) {
            cleanSession = clean;
            return this;
        }

        /// Whether both sides are told by a retained message that the bridge stands; they are by default.
        public Builder notifications(boolean on) {
            notified = on;
            return this;
        }

        /// Whether the remote broker is not told.
        public Builder notificationsLocalOnly(boolean only) {
            localOnly = only;
            return this;
        }

        /// Where it is told; `$SYS/broker/connection/CLIENTID/state` by default, of the remote client id.
        public Builder notificationTopic(String topic) {
            notificationTopic = topic;
            return this;
        }

        /// Whether messages get a user property on their way (MQTT 5.0), by which the bridge knows those that come back
        /// around a ring of brokers; they do by default.
        public Builder marked(boolean on) {
            marked = on;
            return this;
        }

        /// Whether messages that are retained here are retained by the remote broker as well; they are by default.
        public Builder outgoingRetain(boolean on) {
            outgoingRetain = on;
            return this;
        }

        /// The configuration.
        ///
        /// @throws IllegalArgumentException if something is missing, or parts do not go together
        public BridgeConfig build() {
            require(!addresses.isEmpty(), "has no address(..) to connect to");
            require(!topics.isEmpty(), "has no topic(..) that crosses it");
            String id = remoteClientId == null ? host() + "." + name : remoteClientId;
            require(!id.isEmpty(), "needs a client id to be known by");
            String stateTopic = notificationTopic == null
                    ? "$SYS/broker/connection/" + id + "/state"
                    : notificationTopic;
            Notifications notifications = notified ? new Notifications(stateTopic, localOnly) : null;
            String localId = localClientId == null ? "local." + id : localClientId;
            return new BridgeConfig(
                    name, remote(id, notifications), new Local(localId, localUserName, localPassword),
                    List.copyOf(topics), notifications, marked, outgoingRetain);
        }

        private MqttConfig remote(String id, @Nullable Notifications notifications) {
            MqttConfig.Builder remote = MqttClient.builder()
                    .bridge(true)
                    .cleanStart(cleanSession)
                    .sessionExpiry(cleanSession ? Duration.ZERO : MqttConfig.NEVER)
                    .reconnect(r -> r.delay(FIRST_DELAY, LONGEST_DELAY));
            try {
                MqttConfig.Builder changed =
                        addresses.size() == 1 ? remote.server(addresses.get(0)) : remote.servers(addresses);
                for (UnaryOperator<MqttConfig.Builder> change : changes) {
                    changed = change.apply(changed);
                }
                if (notifications != null && !notifications.localOnly()) {
                    changed.will(state(notifications, false));
                }
                return changed.clientId(id)
                        .reconnect(r -> r.firstConnect(true))
                        .resubscribe(false)
                        .manualAck()
                        .config();
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException("The bridge " + name + ": " + wrong.getMessage(), wrong);
            }
        }

        private void require(boolean met, String rule) {
            if (!met) {
                throw new IllegalArgumentException("The bridge " + name + " " + rule);
            }
        }

        private static String host() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException nameless) {
                return "localhost";
            }
        }
    }

    static Message state(Notifications notifications, boolean stands) {
        return Message.of(notifications.topic(), stands ? "1" : "0").withQos(Qos.AT_LEAST_ONCE).withRetain(true);
    }
}
