package tidings.client;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;
import tidings.mqtt.Unsubscribe;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Encoder;

/// Refuses at the call, with an [IllegalArgumentException], what no server may be sent.
final class Arguments {

    /// Whatever is smaller fits, whatever else is in its packet.
    private static final int SURELY_FITS = 200_000_000;

    private static final Set<ReasonCode> OF_SERVERS = EnumSet.of(
            ReasonCode.NOT_AUTHORIZED, ReasonCode.SERVER_BUSY, ReasonCode.SERVER_SHUTTING_DOWN,
            ReasonCode.KEEP_ALIVE_TIMEOUT, ReasonCode.SESSION_TAKEN_OVER, ReasonCode.TOPIC_FILTER_INVALID,
            ReasonCode.RETAIN_NOT_SUPPORTED, ReasonCode.QOS_NOT_SUPPORTED, ReasonCode.USE_ANOTHER_SERVER,
            ReasonCode.SERVER_MOVED, ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
            ReasonCode.CONNECTION_RATE_EXCEEDED, ReasonCode.MAXIMUM_CONNECT_TIME,
            ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED, ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);

    private Arguments() {}

    static void check(Message message, MqttConfig config) {
        if (message.topic().equals(TopicName.NONE)) {
            throw new IllegalArgumentException("A topic name has at least one character");
        }
        Properties properties = message.properties();
        if (properties.isEmpty() && message.payload().size() < SURELY_FITS) {
            return;
        }
        if (properties.get(Property.SUBSCRIPTION_IDENTIFIER) != null) { // [MQTT-3.3.4-6]
            throw new IllegalArgumentException("A client publishes without subscription identifiers");
        }
        String responseTopic = properties.get(Property.RESPONSE_TOPIC);
        if (responseTopic != null) { // [MQTT-3.3.2-14]
            TopicName.of(responseTopic);
        }
        int packetId = message.qos() == Qos.AT_MOST_ONCE ? Packet.NO_ID : 1;
        requireWritable(new Publish(message, false, packetId), config);
    }

    static void check(List<Subscription> subscriptions, Properties properties, MqttConfig config) {
        if (subscriptions.isEmpty()) {
            throw new IllegalArgumentException("Subscribe to what?");
        }
        for (Subscription each : subscriptions) {
            if (each.noLocal() && each.filter().isShared()) { // [MQTT-3.8.3-4]
                throw new IllegalArgumentException("A shared subscription has no No Local: '" + each.filter() + "'");
            }
        }
        requireWritable(new Subscribe(1, subscriptions, properties), config);
    }

    static void check(Properties properties, List<TopicFilter> filters, MqttConfig config) {
        if (filters.isEmpty()) {
            throw new IllegalArgumentException("Unsubscribe from what?");
        }
        requireWritable(new Unsubscribe(1, filters, properties), config);
    }

    static void check(Disconnect how, MqttConfig config) {
        if (OF_SERVERS.contains(how.reason())) {
            throw new IllegalArgumentException(how.reason() + " is for servers to say");
        }
        if (how.properties().get(Property.SERVER_REFERENCE) != null) {
            throw new IllegalArgumentException("A server reference is for servers to say");
        }
        long expiry = how.properties().get(Property.SESSION_EXPIRY_INTERVAL, 0L);
        boolean kept = !config.sessionExpiry().isZero()
                || config.connectProperties().get(Property.SESSION_EXPIRY_INTERVAL, 0L) > 0;
        if (expiry > 0 && !kept) { // MQTT 5.0, 3.14.2.2.2
            throw new IllegalArgumentException(
                    "A session that was to end with the connection cannot be kept after all");
        }
        requireWritable(how, config);
    }

    private static void requireWritable(Packet packet, MqttConfig config) {
        Encoder.of(config.version() == null ? Version.V5 : config.version()).size(packet);
    }
}
