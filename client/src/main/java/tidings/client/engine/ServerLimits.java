package tidings.client.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.client.engine.Reply.Failure;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Subscription;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Encoder;

/// What a server said in its CONNACK that it cannot take (MQTT 5.0, 3.2.2.3), held against what is to be sent.
///
/// @param version the one that is spoken
/// @param said the properties of the CONNACK
/// @param largestPacket among them, or a number larger than any
record ServerLimits(Version version, Properties said, long largestPacket) {

    /// Before any server has said anything.
    static final ServerLimits NONE = of(Version.V5, Properties.NONE);

    private static final int BEST_QOS = 2;
    /// Of a PUBLISH without properties: type, remaining length (4), length of the topic (2), packet id (2), no properties.
    private static final int LONGEST_HEAD = 10;
    /// What clients of 3.x have under way, and servers are made for.
    private static final int USUAL_WINDOW = 20;

    /// What a server said.
    static ServerLimits of(Version version, Properties said) {
        return new ServerLimits(version, said, said.get(Property.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE));
    }

    /// How many messages of QoS 1 and 2 may be under way.
    ///
    /// @param wanted what the application wants at most, 0 for anything
    int window(int wanted) {
        int most = wanted == 0 ? Packet.MAX_ID : wanted;
        if (version.hasProperties()) {
            return Math.min(most, said.get(Property.RECEIVE_MAXIMUM, Packet.MAX_ID));
        }
        return wanted == 0 ? USUAL_WINDOW : wanted;
    }

    int topicAliases() {
        return said.get(Property.TOPIC_ALIAS_MAXIMUM, 0);
    }

    /// Whether a packet is small enough.
    boolean fits(Packet packet) {
        return largestPacket == Long.MAX_VALUE || Encoder.of(version).size(packet) <= largestPacket;
    }

    /// Whether so many bytes more than a message takes are small enough.
    boolean fits(Message message, int more) {
        return isSmall(message, more) || size(message) + more <= largestPacket; // [MQTT-3.2.2-15]
    }

    /// Why a message cannot be sent, or null.
    @Nullable
    Failure objectionTo(Message message) {
        if (said.isEmpty() && message.properties().isEmpty()) {
            return null;
        }
        if (message.qos().level() > said.get(Property.MAXIMUM_QOS, BEST_QOS)) { // [MQTT-3.2.2-11]
            return refused(ReasonCode.QOS_NOT_SUPPORTED, "The server takes no QoS " + message.qos().level());
        }
        if (message.retain() && !said.get(Property.RETAIN_AVAILABLE, true)) { // [MQTT-3.2.2-14]
            return refused(ReasonCode.RETAIN_NOT_SUPPORTED, "The server keeps no retained messages");
        }
        Integer alias = message.properties().get(Property.TOPIC_ALIAS);
        if (alias != null && version.hasProperties() && alias > topicAliases()) { // [MQTT-3.2.2-17]
            return refused(
                    ReasonCode.TOPIC_ALIAS_INVALID, "The server takes topic aliases up to " + topicAliases());
        }
        return fits(message, 0) ? null : tooLarge();
    }

    /// Why a request cannot be sent, or null.
    @Nullable
    Failure objectionTo(Packet request) {
        return fits(request) ? null : tooLarge();
    }

    /// Why there can be no such subscriptions, or null.
    @Nullable
    Failure objectionTo(List<Subscription> subscriptions, Properties properties) {
        if (said.isEmpty()) {
            return null;
        }
        boolean wildcards = said.get(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, true);
        boolean shared = said.get(Property.SHARED_SUBSCRIPTION_AVAILABLE, true);
        for (Subscription subscription : subscriptions) {
            if (!wildcards && subscription.filter().hasWildcards()) {
                return refused(
                        ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED,
                        "The server takes no wildcards, as in '" + subscription.filter() + "'");
            }
            if (!shared && subscription.filter().isShared()) {
                return refused(
                        ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
                        "The server shares no subscriptions, as '" + subscription.filter() + "'");
            }
        }
        boolean identifiers = said.get(Property.SUBSCRIPTION_IDENTIFIERS_AVAILABLE, true);
        return !identifiers && properties.get(Property.SUBSCRIPTION_IDENTIFIER) != null
                ? refused(
                        ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
                        "The server takes no subscription identifiers")
                : null;
    }

    /// Whether a message takes so little that it need not be measured.
    private boolean isSmall(Message message, int more) {
        return message.properties().isEmpty()
                && message.topic().utf8().size() + message.payload().size() + LONGEST_HEAD + more <= largestPacket;
    }

    private int size(Message message) {
        int packetId = message.qos() == Qos.AT_MOST_ONCE ? Packet.NO_ID : 1;
        return Encoder.of(version).size(new Publish(message, false, packetId));
    }

    private Failure tooLarge() {
        return refused(
                ReasonCode.PACKET_TOO_LARGE, "The server takes packets of at most " + largestPacket + " bytes");
    }

    private static Failure refused(ReasonCode reason, String rule) {
        return new Failure.Refused(false, reason, rule, Properties.NONE);
    }
}
