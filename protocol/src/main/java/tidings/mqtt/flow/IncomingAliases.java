package tidings.mqtt.flow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.Publish;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.TopicName;

/// The topics that a peer has given numbers on this connection (MQTT 5.0, 3.3.2.3.4).
///
/// Begins anew with each connection. One owner, no threads.
public final class IncomingAliases {

    private final int maximum;
    private final List<@Nullable TopicName> topics = new ArrayList<>();

    /// @param maximum the largest alias the peer was told it may use, 0 to 65,535; 0 for none
    public IncomingAliases(int maximum) {
        this.maximum = maximum;
    }

    /// A publish as it was meant: with its topic, without an alias.
    ///
    /// @return null if it is to be refused for its [#refusal]
    public @Nullable Publish resolve(Publish publish) {
        Message message = publish.message();
        Integer alias = message.properties().get(Property.TOPIC_ALIAS);
        if (alias == null) {
            return publish;
        }
        if (alias > maximum) {
            return null;
        }
        while (topics.size() <= alias) {
            topics.add(null);
        }
        if (!message.topic().equals(TopicName.NONE)) {
            topics.set(alias, message.topic());
        }
        TopicName topic = topics.get(alias);
        if (topic == null) {
            return null;
        }
        Message whole = new Message(
                topic, message.payload(), message.qos(), message.retain(),
                message.properties().without(Property.TOPIC_ALIAS));
        return new Publish(whole, publish.dup(), publish.packetId());
    }

    /// What is wrong with a publish that could not be resolved: its alias is above the maximum (MQTT 5.0,
    /// [MQTT-3.3.2-9]), or stands for nothing yet (MQTT 5.0, 3.3.4).
    public ReasonCode refusal(Publish publish) {
        return publish.message().properties().get(Property.TOPIC_ALIAS, 0) > maximum
                ? ReasonCode.TOPIC_ALIAS_INVALID
                : ReasonCode.PROTOCOL_ERROR;
    }
}
