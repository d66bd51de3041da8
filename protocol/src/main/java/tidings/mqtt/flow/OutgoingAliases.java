package tidings.mqtt.flow;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.TopicName;

/// The numbers that this end gives to topics on one connection (MQTT 5.0, 3.3.2.3.4). Every topic gets one; when there are
/// no more, the topic that was used least recently gives its own up.
///
/// To be asked only for what really goes out: the peer knows what it was told, not what was meant to be told.
///
/// Begins anew with each connection. One owner, no threads.
public final class OutgoingAliases {

    private final int maximum;
    private final Map<TopicName, Integer> aliases = new LinkedHashMap<>(16, 0.75f, true); // in order of use

    /// Each alias as the one property there is: most messages have no others.
    private final List<Properties> alone = new ArrayList<>();

    /// @param maximum the largest alias the peer takes, 0 to 65,535; 0 for none
    public OutgoingAliases(int maximum) {
        if (maximum < 0 || maximum > 0xFFFF) {
            throw new IllegalArgumentException("A topic alias maximum is 0 to 65535, not " + maximum);
        }
        this.maximum = maximum;
    }

    /// The alias of a topic that the peer has been told, or 0.
    public int known(TopicName topic) {
        Integer alias = aliases.get(topic);
        return alias == null ? 0 : alias;
    }

    /// A new alias for a topic that has none: goes with the topic this time. Not where the maximum is 0.
    public int define(TopicName topic) {
        int alias = aliases.size() < maximum ? aliases.size() + 1 : takeOldest();
        aliases.put(topic, alias);
        return alias;
    }

    /// A message as it is to be sent now: the first of a topic names topic and number, those after it the number alone.
    public Message shorten(Message message) {
        if (maximum == 0) {
            return message;
        }
        int known = known(message.topic());
        TopicName topic = known == 0 ? message.topic() : TopicName.NONE;
        int alias = known == 0 ? define(message.topic()) : known;
        return new Message(
                topic, message.payload(), message.qos(), message.retain(), with(message.properties(), alias));
    }

    private Properties with(Properties properties, int alias) {
        if (!properties.isEmpty()) {
            return properties.with(Property.TOPIC_ALIAS, alias);
        }
        while (alone.size() < alias) {
            alone.add(Properties.NONE.with(Property.TOPIC_ALIAS, alone.size() + 1));
        }
        return alone.get(alias - 1);
    }

    private int takeOldest() {
        Iterator<Integer> oldest = aliases.values().iterator();
        int alias = oldest.next();
        oldest.remove();
        return alias;
    }
}
