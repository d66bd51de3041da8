package tidings.broker.session;

import org.jspecify.annotations.Nullable;
import tidings.broker.Limits;
import tidings.mqtt.Message;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;

/// Which topics an ordinary client may use.
public final class TopicRules {

    private static final String SERVERS_OWN = "$SYS";
    /// Where bridges of others tell that they stand, as mosquitto's do.
    private static final String BRIDGES = "$SYS/broker/connection/";
    private static final String STATE = "/state";
    private static final String SHARED = "$share/";

    private TopicRules() {}

    /// Why this broker takes no such message from any client, or null if it does (MQTT 5.0, [MQTT-3.2.2-11],
    /// [MQTT-3.2.2-14]).
    public static @Nullable ReasonCode unsupported(Message message, Limits limits) {
        if (message.qos().level() > limits.qos().level()) {
            return ReasonCode.QOS_NOT_SUPPORTED;
        }
        return message.retain() && !limits.retain() ? ReasonCode.RETAIN_NOT_SUPPORTED : null;
    }

    /// Why a client may not publish to a topic, or null if it may.
    public static @Nullable ReasonCode check(TopicName topic, Limits limits) {
        if (topic.startsWithDollar() && isForbidden(topic.text())) {
            return ReasonCode.NOT_AUTHORIZED;
        }
        boolean tooLarge = topic.utf8().size() > limits.topicBytes() || isTooDeep(topic.text(), limits);
        return tooLarge ? ReasonCode.TOPIC_NAME_INVALID : null;
    }

    /// Whether it is about what goes on, and does not outlive the broker.
    static boolean isServersOwn(TopicName topic) {
        return topic.startsWithDollar() && topic.text().startsWith(SERVERS_OWN);
    }

    /// Why a client may not subscribe to a filter, or null if it may.
    static @Nullable ReasonCode check(TopicFilter filter, Limits limits) {
        if (filter.isShared() && !limits.sharing()) {
            return ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED;
        }
        if (!limits.wildcards() && filter.hasWildcards()) {
            return ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED;
        }
        boolean tooLarge = filter.text().length() > limits.topicBytes() || isTooDeep(filter.pattern(), limits);
        return tooLarge ? ReasonCode.TOPIC_FILTER_INVALID : null;
    }

    private static boolean isForbidden(String topic) {
        return topic.startsWith(SHARED) || (topic.startsWith(SERVERS_OWN) && !isStateOfBridge(topic));
    }

    private static boolean isStateOfBridge(String topic) {
        return topic.startsWith(BRIDGES) && topic.endsWith(STATE);
    }

    private static boolean isTooDeep(String text, Limits limits) {
        int levels = 1;
        for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1)) {
            levels++;
        }
        return levels > limits.topicLevels();
    }
}
