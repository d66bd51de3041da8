package tidings.mqtt.codec;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Auth;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Packet;
import tidings.mqtt.PingReq;
import tidings.mqtt.PingResp;
import tidings.mqtt.Property;
import tidings.mqtt.Property.Place;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.mqtt.codec.AckCodec.Outcome;

/// Bytes to packets, for one end of one connection (MQTT 5.0, 2).
///
/// ```java
/// Decoder decoder = Decoder.forServer(1 << 20);
/// for (Packet packet = decoder.decode(in); packet != null; packet = decoder.decode(in)) { ... }
/// ```
///
/// Strict: every rule that one packet alone can break is checked, and what breaks one is a [MalformedPacketException]
/// with the reason for the sender; no other exception leaves here. After one the decoder is of no more use. Does no I/O,
/// never waits, and never allocates by a length that is only announced: a packet is read when all of it is there, and
/// refused as too large as soon as its length is known.
///
/// What it gives shares nothing with the buffer. One owner, no threads.
public final class Decoder {

    /// The largest CONNECT, in bytes: until a client is known, it gets no more memory than this.
    public static final int MAX_CONNECT_SIZE = 128 * 1024;

    private final boolean atServer;
    private final Body body = new Body();
    private final TopicCache topics = new TopicCache();
    private int maximumPacketSize;
    private @Nullable Version version;

    private Decoder(boolean atServer, @Nullable Version version, int maximumPacketSize) {
        this.atServer = atServer;
        this.version = version;
        this.maximumPacketSize = maximumPacketSize;
    }

    /// For what clients send: first a CONNECT, and only one.
    ///
    /// @param maximumPacketSize bytes of a whole packet, its fixed header included
    public static Decoder forServer(int maximumPacketSize) {
        return new Decoder(true, null, maximumPacketSize);
    }

    /// For what servers send.
    ///
    /// @param maximumPacketSize bytes of a whole packet, its fixed header included
    public static Decoder forClient(Version version, int maximumPacketSize) {
        return new Decoder(false, version, maximumPacketSize);
    }

    /// Changes the largest packet, in bytes, from the next one on.
    public void maximumPacketSize(int bytes) {
        maximumPacketSize = bytes;
    }

    /// Changes how many user properties a packet may have, from the next one on.
    ///
    /// @param count 1,000 at most
    public void maximumUserProperties(int count) {
        body.maximumUserProperties(count);
    }

    /// The version of the connection, or null before a CONNECT has told it.
    public @Nullable Version version() {
        return version;
    }

    /// The next packet, or null where it is not all there yet. The buffer is read to the end of the packet, or not at all.
    ///
    /// @throws MalformedPacketException if the bytes are none that this end may be sent
    public @Nullable Packet decode(ByteBuf in) {
        if (!in.isReadable()) {
            return null;
        }
        int start = in.readerIndex();
        int firstByte = in.getUnsignedByte(start);
        PacketType type = type(firstByte);
        in.readerIndex(start + 1);
        int length = VarInt.read(in);
        if (length != VarInt.INCOMPLETE) {
            checkSize(type, in.readerIndex() - start + length);
            if (in.readableBytes() >= length) {
                body.begin(in, length);
                Packet packet = read(type, firstByte);
                body.requireEnd();
                return packet;
            }
        }
        in.readerIndex(start);
        return null;
    }

    /// Already the first byte tells a stranger: nothing is waited for that will be refused anyway.
    private PacketType type(int firstByte) {
        if (version == null) {
            if (firstByte != PacketType.CONNECT.firstByte()) { // [MQTT-3.1.0-1]
                throw Malformed.protocolError("The first packet is a CONNECT");
            }
            return PacketType.CONNECT;
        }
        PacketType type = PacketType.of(firstByte, version, atServer);
        if (type == PacketType.CONNECT) { // [MQTT-3.1.0-2]
            throw Malformed.protocolError("A client sends CONNECT once");
        }
        return type;
    }

    private void checkSize(PacketType type, int size) {
        int limit =
                type == PacketType.CONNECT ? Math.min(maximumPacketSize, MAX_CONNECT_SIZE) : maximumPacketSize;
        if (size > limit) { // [MQTT-3.1.2-24], [MQTT-3.2.2-15]
            throw new MalformedPacketException(
                    ReasonCode.PACKET_TOO_LARGE, "A packet has at most " + limit + " bytes here, not " + size);
        }
    }

    private Packet read(PacketType type, int firstByte) {
        if (type == PacketType.CONNECT) {
            ConnectCodec.Spoken told = ConnectCodec.readSpoken(body);
            version = told.version(); // already before the rest, which may be refused in the words of this version
            return ConnectCodec.readConnect(body, told);
        }
        Version spoken = spoken();
        return switch (type) {
            case CONNECT -> throw new AssertionError("read above");
            case CONNACK -> ConnectCodec.readConnAck(body, spoken);
            case PUBLISH -> PublishCodec.read(firstByte, body, spoken, atServer, topics);
            case PUBACK, PUBREC, PUBREL, PUBCOMP -> readAck(type, body.packetId(), spoken);
            case SUBSCRIBE -> SubscribeCodec.readSubscribe(body, spoken);
            case SUBACK -> SubscribeCodec.readSubAck(body, spoken);
            case UNSUBSCRIBE -> SubscribeCodec.readUnsubscribe(body, spoken);
            case UNSUBACK -> SubscribeCodec.readUnsubAck(body, spoken);
            case PINGREQ -> PingReq.INSTANCE;
            case PINGRESP -> PingResp.INSTANCE;
            case DISCONNECT -> readDisconnect(spoken);
            case AUTH -> readAuth(spoken);
        };
    }

    private Packet readAck(PacketType type, int packetId, Version spoken) {
        return switch (type) {
            case PUBACK -> {
                Outcome outcome = AckCodec.read(body, spoken, Place.PUBACK);
                yield new PubAck(packetId, outcome.reason(), outcome.properties());
            }
            case PUBREC -> {
                Outcome outcome = AckCodec.read(body, spoken, Place.PUBREC);
                yield new PubRec(packetId, outcome.reason(), outcome.properties());
            }
            case PUBREL -> {
                Outcome outcome = AckCodec.read(body, spoken, Place.PUBREL);
                yield new PubRel(packetId, outcome.reason(), outcome.properties());
            }
            default -> {
                Outcome outcome = AckCodec.read(body, spoken, Place.PUBCOMP);
                yield new PubComp(packetId, outcome.reason(), outcome.properties());
            }
        };
    }

    private Disconnect readDisconnect(Version spoken) {
        Outcome outcome = AckCodec.read(body, spoken, Place.DISCONNECT);
        if (!atServer && outcome.properties().get(Property.SESSION_EXPIRY_INTERVAL) != null) { // [MQTT-3.14.2-2]
            throw Malformed.protocolError("A server disconnects without a session expiry interval");
        }
        return new Disconnect(outcome.reason(), outcome.properties());
    }

    private Auth readAuth(Version spoken) {
        Outcome outcome = AckCodec.read(body, spoken, Place.AUTH);
        return new Auth(outcome.reason(), outcome.properties());
    }

    private Version spoken() {
        if (version == null) {
            throw new AssertionError("only a CONNECT is read before the version is known");
        }
        return version;
    }
}
