package tidings.mqtt.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import tidings.mqtt.Properties;
import tidings.mqtt.Property.Place;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.Subscription.RetainHandling;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.UnsubAck;
import tidings.mqtt.Unsubscribe;
import tidings.mqtt.Version;

/// SUBSCRIBE (MQTT 5.0, 3.8), SUBACK (3.9), UNSUBSCRIBE (3.10), UNSUBACK (3.11).
///
/// ```
/// SUBSCRIBE    packet id | (5.0: properties) | filter, options | filter, options | ...
///   options    reserved C0 | retain handling 30 | retain as published 08 | no local 04 | QoS 03
/// SUBACK       packet id | (5.0: properties) | reason | reason | ...
/// UNSUBSCRIBE  packet id | (5.0: properties) | filter | filter | ...
/// UNSUBACK     packet id | (5.0: properties | reason | reason | ...)
/// ```
final class SubscribeCodec {

    private static final int QOS = 0x03;
    private static final int NO_LOCAL = 0x04;
    private static final int RETAIN_AS_PUBLISHED = 0x08;
    private static final int RETAIN_HANDLING_SHIFT = 4;
    private static final int RESERVED = 0xC0;
    private static final RetainHandling[] RETAIN_HANDLINGS = RetainHandling.values();

    private SubscribeCodec() {}

    static Subscribe readSubscribe(Body body, Version version) {
        int packetId = body.packetId();
        Properties properties = readProperties(body, version, Place.SUBSCRIBE);
        List<Subscription> subscriptions = new ArrayList<>();
        while (!body.isAtEnd()) {
            TopicFilter filter = readFilter(body);
            subscriptions.add(subscription(filter, body.unsignedByte(), version));
        }
        if (subscriptions.isEmpty()) { // [MQTT-3.8.3-2]
            throw Malformed.protocolError("A SUBSCRIBE has at least one topic filter");
        }
        return new Subscribe(packetId, subscriptions, properties);
    }

    static int size(Subscribe subscribe, Version version) {
        int size = 2 + propertiesSize(subscribe.properties(), version, Place.SUBSCRIBE);
        for (Subscription subscription : subscribe.subscriptions()) {
            size += TextCodec.size(subscription.filter().text(), "A topic filter") + 1;
        }
        return size;
    }

    static void write(Subscribe subscribe, Version version, ByteBuf out) {
        out.writeShort(subscribe.packetId());
        writeProperties(subscribe.properties(), version, Place.SUBSCRIBE, out);
        for (Subscription subscription : subscribe.subscriptions()) {
            TextCodec.write(subscription.filter().text(), out);
            out.writeByte(version.hasProperties() ? options(subscription) : subscription.qos().level());
        }
    }

    static SubAck readSubAck(Body body, Version version) {
        int packetId = body.packetId();
        Properties properties = readProperties(body, version, Place.SUBACK);
        List<ReasonCode> reasons = new ArrayList<>();
        while (!body.isAtEnd()) {
            int code = body.unsignedByte();
            reasons.add(
                    version.hasProperties() ? Reasons.read(code, Place.SUBACK) : Reasons.ofSubscribeReturnCode(code));
        }
        if (reasons.isEmpty()) {
            throw new MalformedPacketException("A SUBACK has at least one reason");
        }
        return new SubAck(packetId, reasons, properties);
    }

    static int size(SubAck ack, Version version) {
        return 2 + propertiesSize(ack.properties(), version, Place.SUBACK) + ack.reasons().size();
    }

    static void write(SubAck ack, Version version, ByteBuf out) {
        out.writeShort(ack.packetId());
        writeProperties(ack.properties(), version, Place.SUBACK, out);
        for (ReasonCode reason : ack.reasons()) {
            out.writeByte(
                    version.hasProperties() ? Reasons.code(reason, Place.SUBACK) : Reasons.subscribeReturnCode(reason));
        }
    }

    static Unsubscribe readUnsubscribe(Body body, Version version) {
        int packetId = body.packetId();
        Properties properties = readProperties(body, version, Place.UNSUBSCRIBE);
        List<TopicFilter> filters = new ArrayList<>();
        while (!body.isAtEnd()) {
            filters.add(readFilter(body));
        }
        if (filters.isEmpty()) { // [MQTT-3.10.3-2]
            throw Malformed.protocolError("An UNSUBSCRIBE has at least one topic filter");
        }
        return new Unsubscribe(packetId, filters, properties);
    }

    static int size(Unsubscribe unsubscribe, Version version) {
        int size = 2 + propertiesSize(unsubscribe.properties(), version, Place.UNSUBSCRIBE);
        for (TopicFilter filter : unsubscribe.filters()) {
            size += TextCodec.size(filter.text(), "A topic filter");
        }
        return size;
    }

    static void write(Unsubscribe unsubscribe, Version version, ByteBuf out) {
        out.writeShort(unsubscribe.packetId());
        writeProperties(unsubscribe.properties(), version, Place.UNSUBSCRIBE, out);
        for (TopicFilter filter : unsubscribe.filters()) {
            TextCodec.write(filter.text(), out);
        }
    }

    static UnsubAck readUnsubAck(Body body, Version version) {
        int packetId = body.packetId();
        if (!version.hasProperties()) {
            return new UnsubAck(packetId, List.of(), Properties.NONE);
        }
        Properties properties = PropertiesCodec.read(body, Place.UNSUBACK);
        List<ReasonCode> reasons = new ArrayList<>();
        while (!body.isAtEnd()) {
            reasons.add(Reasons.read(body.unsignedByte(), Place.UNSUBACK));
        }
        if (reasons.isEmpty()) {
            throw new MalformedPacketException("An UNSUBACK has at least one reason");
        }
        return new UnsubAck(packetId, reasons, properties);
    }

    static int size(UnsubAck ack, Version version) {
        return version.hasProperties()
                ? 2 + PropertiesCodec.size(ack.properties(), Place.UNSUBACK) + ack.reasons().size()
                : 2;
    }

    static void write(UnsubAck ack, Version version, ByteBuf out) {
        out.writeShort(ack.packetId());
        if (version.hasProperties()) {
            PropertiesCodec.write(ack.properties(), Place.UNSUBACK, out);
            for (ReasonCode reason : ack.reasons()) {
                out.writeByte(Reasons.code(reason, Place.UNSUBACK));
            }
        }
    }

    private static TopicFilter readFilter(Body body) {
        String text = body.text("A topic filter");
        try {
            return TopicFilter.of(text);
        } catch (IllegalArgumentException refused) { // [MQTT-4.7.1-1], [MQTT-4.8.2-1], [MQTT-4.8.2-2]
            throw text.startsWith("$share/")
                    ? Malformed.protocolError(String.valueOf(refused.getMessage()))
                    : Malformed.of(refused);
        }
    }

    private static Subscription subscription(TopicFilter filter, int options, Version version) {
        int level = options & QOS;
        int retainHandling = (options & 0x30) >> RETAIN_HANDLING_SHIFT;
        boolean reserved = version.hasProperties() ? (options & RESERVED) != 0 : (options & ~QOS) != 0;
        if (reserved) { // [MQTT-3.8.3-5]
            throw new MalformedPacketException("0x" + Integer.toHexString(options) + " are no subscription options");
        }
        if (level == 3) { // [MQTT-3.8.3-4] of 3.1.1
            throw Malformed.protocolError("The QoS of a subscription is 0, 1 or 2, not 3");
        }
        if (retainHandling == 3) {
            throw Malformed.protocolError("A retain handling is 0, 1 or 2, not 3");
        }
        boolean noLocal = (options & NO_LOCAL) != 0;
        if (noLocal && filter.isShared()) { // [MQTT-3.8.3-4]
            throw Malformed.protocolError("A shared subscription has no No Local");
        }
        return new Subscription(
                filter,
                Qos.of(level),
                noLocal,
                (options & RETAIN_AS_PUBLISHED) != 0,
                RETAIN_HANDLINGS[retainHandling]);
    }

    private static int options(Subscription subscription) {
        int retainHandling = switch (subscription.retainHandling()) {
            case SEND -> 0;
            case SEND_IF_NEW -> 1;
            case DO_NOT_SEND -> 2;
        };
        return subscription.qos().level()
                | (subscription.noLocal() ? NO_LOCAL : 0)
                | (subscription.retainAsPublished() ? RETAIN_AS_PUBLISHED : 0)
                | retainHandling << RETAIN_HANDLING_SHIFT;
    }

    private static Properties readProperties(Body body, Version version, Place place) {
        return version.hasProperties() ? PropertiesCodec.read(body, place) : Properties.NONE;
    }

    private static int propertiesSize(Properties properties, Version version, Place place) {
        return version.hasProperties() ? PropertiesCodec.size(properties, place) : 0;
    }

    private static void writeProperties(Properties properties, Version version, Place place, ByteBuf out) {
        if (version.hasProperties()) {
            PropertiesCodec.write(properties, place, out);
        }
    }
}
