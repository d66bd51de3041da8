package tidings.mqtt.flow;

import java.util.LinkedHashMap;
import java.util.Map;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.TopicName;

/// Gives numbers to the topics that this end publishes to (MQTT 5.0, 3.3.2.3.4): the first message names topic and number,
/// those after it the number alone. Where all numbers are taken, the topic that was used longest ago gives up its own.
///
/// Begins anew with each connection. One owner, no threads.
public final class OutgoingAliases {

    private final int maximum;
    private final Map<TopicName, Alias> aliases = new LinkedHashMap<>(16, 0.75f, true); // in order of use

    /// A number, with the properties that say it and nothing else.
    private static final class Alias {
        final int number;
        final Properties properties;
        boolean told;

        Alias(int number) {
            this.number = number;
            this.properties = Properties.NONE.with(Property.TOPIC_ALIAS, number);
        }
    }

    /// @param maximum the largest alias the peer takes, 0 to 65,535; 0 for none
    public OutgoingAliases(int maximum) {
        this.maximum = maximum;
    }

    /// A message as it is to be sent now. It must be sent: from here on the peer is taken to know the number.
    public Message shorten(Message message) {
        if (maximum == 0) {
            return message;
        }
        Alias alias = aliases.get(message.topic());
        if (alias == null) {
            alias = taken(message.topic());
        }
        Properties properties = message.properties().isEmpty()
                ? alias.properties
                : message.properties().with(Property.TOPIC_ALIAS, alias.number);
        TopicName topic = alias.told ? TopicName.NONE : message.topic();
        alias.told = true;
        return new Message(topic, message.payload(), message.qos(), message.retain(), properties);
    }

    private Alias taken(TopicName topic) {
        int number = aliases.size() < maximum ? aliases.size() + 1 : giveUp();
        Alias alias = new Alias(number);
        aliases.put(topic, alias);
        return alias;
    }

    private int giveUp() {
        Map.Entry<TopicName, Alias> oldest = aliases.entrySet().iterator().next();
        aliases.remove(oldest.getKey());
        return oldest.getValue().number;
    }
}
