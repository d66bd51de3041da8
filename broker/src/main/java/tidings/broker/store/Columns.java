package tidings.broker.store;

import java.util.List;
import tidings.mqtt.Qos;
import tidings.mqtt.Subscription;
import tidings.mqtt.Subscription.RetainHandling;
import tidings.mqtt.TopicFilter;

/// What the bits of a column mean.
final class Columns {

    /// In `entry.flags`, beside the QoS.
    static final int RETAIN = 4;
    /// In `entry.progress`, beside the packet id.
    static final int RELEASED = 1 << 16;

    private static final int QOS = 3;
    private static final int PACKET_ID = 0xFFFF;
    private static final int NO_LOCAL = 4;
    private static final int RETAIN_AS_PUBLISHED = 8;
    private static final int HANDLING_SHIFT = 4;
    private static final List<RetainHandling> HANDLINGS =
            List.of(RetainHandling.SEND, RetainHandling.SEND_IF_NEW, RetainHandling.DO_NOT_SEND);

    private Columns() {}

    static Qos qos(int flags) {
        return Qos.of(flags & QOS);
    }

    static int packetId(int progress) {
        return progress & PACKET_ID;
    }

    /// As the options byte of a SUBSCRIBE (MQTT 5.0, 3.8.3.1).
    static int options(Subscription subscription) {
        return subscription.qos().level()
                | (subscription.noLocal() ? NO_LOCAL : 0)
                | (subscription.retainAsPublished() ? RETAIN_AS_PUBLISHED : 0)
                | HANDLINGS.indexOf(subscription.retainHandling()) << HANDLING_SHIFT;
    }

    static Subscription subscription(String filter, int options) {
        return new Subscription(
                TopicFilter.of(filter), qos(options), (options & NO_LOCAL) != 0, (options & RETAIN_AS_PUBLISHED) != 0,
                HANDLINGS.get(options >> HANDLING_SHIFT));
    }
}
