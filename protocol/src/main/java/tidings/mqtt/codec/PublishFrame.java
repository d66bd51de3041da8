package tidings.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.Property.Place;
import tidings.mqtt.Qos;
import tidings.mqtt.TopicName;
import tidings.mqtt.Version;

/// A message as PUBLISH bytes of one version, encoded once and written to as many receivers as there are, to each with
/// its own packet id.
///
/// ```
/// first byte | head: remaining length, topic | packet id | rest of the head: properties | payload
/// ```
///
/// Lives on the heap and need not be released. Does not change; any thread may write it.
public final class PublishFrame {

    private static final int NOWHERE = -1;
    private static final int ALIAS_SIZE = 3;
    /// How many bytes an alias can make a packet longer: itself, and one for each of two lengths.
    public static final int ALIAS_GROWTH = ALIAS_SIZE + 2;

    private final TopicName topic;
    private final int firstByte;
    private final byte[] head;
    private final int idAt;
    private final Bytes payload;

    private PublishFrame(TopicName topic, int firstByte, byte[] head, int idAt, Bytes payload) {
        this.topic = topic;
        this.firstByte = firstByte;
        this.head = head;
        this.idAt = idAt;
        this.payload = payload;
    }

    /// Encodes a message, with its own quality and retain flag.
    ///
    /// @throws IllegalArgumentException if it cannot be written
    public static PublishFrame of(Message message, Version version) {
        int remaining = PublishCodec.size(message, version);
        int properties = version.hasProperties() ? PropertiesCodec.size(message.properties(), Place.PUBLISH) : 0;
        int topic = 2 + message.topic().utf8().size();
        byte[] head = new byte[VarInt.size(remaining) + topic + properties];
        ByteBuf out = Unpooled.wrappedBuffer(head).clear();
        VarInt.write(remaining, out);
        TextCodec.write(message.topic().utf8(), out);
        int idAt = message.qos() == Qos.AT_MOST_ONCE ? NOWHERE : out.writerIndex();
        if (version.hasProperties()) {
            PropertiesCodec.write(message.properties(), Place.PUBLISH, out);
        }
        return new PublishFrame(
                message.topic(), PublishCodec.firstByte(message, false), head, idAt, message.payload());
    }

    public TopicName topic() {
        return topic;
    }

    public Qos qos() {
        return Qos.of((firstByte >> 1) & 3);
    }

    /// How many bytes the whole packet takes.
    public int size() {
        return headSize() + payload.size();
    }

    public int payloadSize() {
        return payload.size();
    }

    /// How many bytes come before the payload.
    public int headSize() {
        return 1 + head.length + (idAt == NOWHERE ? 0 : 2);
    }

    /// Writes the whole packet.
    ///
    /// @param packetId of this receiver; is not looked at where the message goes at most once
    public void writeTo(ByteBuf out, boolean dup, int packetId) {
        out.ensureWritable(size());
        writeHeadTo(out, dup, packetId);
        payload.writeTo(out);
    }

    /// Writes what comes before the payload; [#payload] is to follow.
    public void writeHeadTo(ByteBuf out, boolean dup, int packetId) {
        out.writeByte(dup ? firstByte | PublishCodec.DUP : firstByte);
        if (idAt == NOWHERE) {
            out.writeBytes(head);
        } else {
            out.writeBytes(head, 0, idAt);
            out.writeShort(packetId);
            out.writeBytes(head, idAt, head.length - idAt);
        }
    }

    /// Writes what comes before the payload with a topic alias (MQTT 5.0, 3.3.2.3.4); [#payload] is to follow. In MQTT 5.0
    /// only.
    ///
    /// @param defines whether the topic goes with it, because the receiver does not know the alias yet
    public void writeAliasedHeadTo(ByteBuf out, boolean dup, int packetId, int alias, boolean defines) {
        ByteBuf properties = Unpooled.wrappedBuffer(head);
        VarInt.read(properties);
        properties.skipBytes(2 + topic.utf8().size());
        int length = VarInt.read(properties);
        int idSize = idAt == NOWHERE ? 0 : 2;
        int topicSize = defines ? topic.utf8().size() : 0;
        int ownLength = length + ALIAS_SIZE;
        int remaining = 2 + topicSize + idSize + VarInt.size(ownLength) + ownLength + payload.size();
        out.writeByte(dup ? firstByte | PublishCodec.DUP : firstByte);
        VarInt.write(remaining, out);
        TextCodec.write(defines ? topic.utf8() : Bytes.EMPTY, out);
        if (idAt != NOWHERE) {
            out.writeShort(packetId);
        }
        VarInt.write(ownLength, out);
        out.writeByte(Property.TOPIC_ALIAS.id());
        out.writeShort(alias);
        out.writeBytes(properties);
    }

    /// Writes the payload, behind what comes before it.
    public void writePayloadTo(ByteBuf out) {
        payload.writeTo(out);
    }

    /// The payload, shared by all receivers: a buffer of its own for each call, over the same bytes.
    public ByteBuf payload() {
        return payload.asByteBuf();
    }
}
