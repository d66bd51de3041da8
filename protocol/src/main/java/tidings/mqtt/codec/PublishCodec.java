package tidings.mqtt.codec;

import io.netty.buffer.ByteBuf;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Property.Place;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.TopicName;
import tidings.mqtt.Version;

/// PUBLISH (MQTT 5.0, 3.3).
///
/// ```
/// first byte  3 | dup 8 | QoS 6 | retain 1
/// body        topic | (QoS 1, 2: packet id) | (5.0: properties) | payload
/// ```
final class PublishCodec {

    static final int DUP = 0x08;
    private static final int RETAIN = 0x01;

    private PublishCodec() {}

    static Publish read(int firstByte, Body body, Version version, boolean atServer, TopicCache topics) {
        int level = (firstByte & 0x06) >> 1;
        boolean dup = (firstByte & DUP) != 0;
        if (level == 3) { // [MQTT-3.3.1-4]
            throw new MalformedPacketException("The QoS of a publish is 0, 1 or 2, not 3");
        }
        if (dup && level == 0) { // [MQTT-3.3.1-2]
            throw new MalformedPacketException("A publish at most once is never a duplicate");
        }
        TopicName topic = topics.read(body);
        int packetId = level == 0 ? Packet.NO_ID : body.packetId();
        Properties properties = version.hasProperties() ? PropertiesCodec.read(body, Place.PUBLISH) : Properties.NONE;
        check(topic, properties, atServer);
        Bytes payload = body.bytes(body.remaining());
        boolean retain = (firstByte & RETAIN) != 0;
        return new Publish(new Message(topic, payload, Qos.of(level), retain, properties), dup, packetId);
    }

    static int firstByte(Message message, boolean dup) {
        return PacketType.PUBLISH.firstByte() | (dup ? DUP : 0) | message.qos().level() << 1
                | (message.retain() ? RETAIN : 0);
    }

    /// The remaining length.
    static int size(Message message, Version version) {
        return headSize(message, version) + message.payload().size();
    }

    static void write(Publish publish, Version version, ByteBuf out) {
        Message message = publish.message();
        TextCodec.write(message.topic().utf8(), out);
        if (message.qos() != Qos.AT_MOST_ONCE) {
            out.writeShort(publish.packetId());
        }
        if (version.hasProperties()) {
            PropertiesCodec.write(message.properties(), Place.PUBLISH, out);
        }
        message.payload().writeTo(out);
    }

    private static int headSize(Message message, Version version) {
        return 2 + message.topic().utf8().size()
                + (message.qos() == Qos.AT_MOST_ONCE ? 0 : 2)
                + (version.hasProperties() ? PropertiesCodec.size(message.properties(), Place.PUBLISH) : 0);
    }

    private static void check(TopicName topic, Properties properties, boolean atServer) {
        if (topic.equals(TopicName.NONE) && properties.get(Property.TOPIC_ALIAS) == null) {
            throw new MalformedPacketException(
                    ReasonCode.PROTOCOL_ERROR, "A topic name has at least one character, or an alias");
        }
        if (atServer && properties.get(Property.SUBSCRIPTION_IDENTIFIER) != null) { // [MQTT-3.3.4-6]
            throw Malformed.protocolError("A client publishes without subscription identifiers");
        }
    }
}
