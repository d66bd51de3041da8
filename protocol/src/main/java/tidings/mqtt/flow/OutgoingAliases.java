package tidings.mqtt.flow;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import tidings.mqtt.TopicName;

/// The numbers that this end gives to topics on one connection (MQTT 5.0, 3.3.2.3.4). Every topic gets one; when there are
/// no more, the topic that was used least recently gives its own up.
///
/// To be asked only for what really goes out: the peer knows what it was told, not what was meant to be told.
///
/// Begins anew with each connection. One owner, no threads.
public final class OutgoingAliases {

    private final int maximum;
    private final Map<TopicName, Integer> aliases = new LinkedHashMap<>(16, 0.75f, true);

    /// @param maximum the largest alias the peer takes, 1 to 65,535
    public OutgoingAliases(int maximum) {
        if (maximum < 1 || maximum > 0xFFFF) {
            throw new IllegalArgumentException("A topic alias maximum is 1 to 65535, not " + maximum);
        }
        this.maximum = maximum;
    }

    /// The alias of a topic that the peer has been told, or 0.
    public int known(TopicName topic) {
        Integer alias = aliases.get(topic);
        return alias == null ? 0 : alias;
    }

    /// A new alias for a topic that has none: goes with the topic this time.
    public int define(TopicName topic) {
        int alias = aliases.size() < maximum ? aliases.size() + 1 : takeOldest();
        aliases.put(topic, alias);
        return alias;
    }

    private int takeOldest() {
        Iterator<Integer> oldest = aliases.values().iterator();
        int alias = oldest.next();
        oldest.remove();
        return alias;
    }
}
