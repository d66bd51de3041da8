package tidings.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tidings.mqtt.Bytes;
import tidings.mqtt.Packet;

/// Reads what is behind a packet's fixed header, and never beyond its end.
///
/// One for each decoder, used again for each packet. Everything it gives is a copy: the buffer is the caller's.
final class Body {

    private ByteBuf in = Unpooled.EMPTY_BUFFER;
    private int end;
    private int maximumUserProperties = PropertiesCodec.MAX_USER_PROPERTIES;

    /// Begins a packet whose body are the next bytes of a buffer, all of them there.
    void begin(ByteBuf buffer, int length) {
        in = buffer;
        end = buffer.readerIndex() + length;
    }

    /// How many user properties the packet may have.
    int maximumUserProperties() {
        return maximumUserProperties;
    }

    void maximumUserProperties(int count) {
        maximumUserProperties = Math.min(count, PropertiesCodec.MAX_USER_PROPERTIES);
    }

    /// How many bytes of the packet are left.
    int remaining() {
        return end - in.readerIndex();
    }

    boolean isAtEnd() {
        return remaining() == 0;
    }

    /// @throws MalformedPacketException if there are bytes left
    void requireEnd() {
        if (!isAtEnd()) {
            throw new MalformedPacketException(remaining() + " bytes too many at the end of the packet");
        }
    }

    int unsignedByte() {
        require(1);
        return in.readUnsignedByte();
    }

    int unsignedShort() {
        require(2);
        return in.readUnsignedShort();
    }

    long unsignedInt() {
        require(4);
        return in.readUnsignedInt();
    }

    int varInt() {
        int value = VarInt.read(in, end);
        if (value == VarInt.INCOMPLETE) {
            throw cut();
        }
        return value;
    }

    /// @throws MalformedPacketException if it is 0
    int packetId() {
        int id = unsignedShort();
        if (id == Packet.NO_ID) { // [MQTT-2.2.1-3]
            throw Malformed.protocolError("A packet id is 1 to 65535, not 0");
        }
        return id;
    }

    /// Bytes behind their length in two bytes (MQTT 5.0, 1.5.6).
    Bytes binary() {
        return bytes(unsignedShort());
    }

    /// The next bytes, as many.
    Bytes bytes(int length) {
        require(length);
        return Bytes.readFrom(in, length);
    }

    /// A text behind its length in two bytes (MQTT 5.0, 1.5.4).
    ///
    /// @param what whose text it is, for the message
    String text(String what) {
        return utf8(what).asUtf8();
    }

    /// The bytes of a text behind their length in two bytes, checked to be one.
    Bytes utf8(String what) {
        return utf8(unsignedShort(), what);
    }

    /// The next bytes, as many, checked to be a text.
    Bytes utf8(int length, String what) {
        Bytes bytes = bytes(length);
        boolean ascii = true;
        for (int i = 0; i < length; i++) {
            int b = bytes.at(i);
            if (b == 0) { // [MQTT-1.5.4-2]
                throw new MalformedPacketException(what + " holds a NUL at " + i);
            }
            ascii &= b < 0x80;
        }
        if (!ascii) {
            requireUtf8(bytes.asByteBuffer(), what);
        }
        return bytes;
    }

    /// The buffer, at the next byte: for what compares before it copies.
    ByteBuf buffer() {
        return in;
    }

    /// @throws MalformedPacketException if fewer bytes are left
    void require(int length) {
        if (length > remaining()) {
            throw cut();
        }
    }

    private MalformedPacketException cut() {
        return new MalformedPacketException("The packet ends in the middle of a field");
    }

    private static void requireUtf8(ByteBuffer bytes, String what) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes); // [MQTT-1.5.4-1]: no surrogates, nothing overlong
        } catch (CharacterCodingException e) {
            throw new MalformedPacketException(what + " is not UTF-8");
        }
    }
}
