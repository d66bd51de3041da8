package tidings.mqtt.codec;

import io.netty.buffer.ByteBuf;
import tidings.mqtt.Auth;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Packet;
import tidings.mqtt.PingReq;
import tidings.mqtt.PingResp;
import tidings.mqtt.Properties;
import tidings.mqtt.Property.Place;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.UnsubAck;
import tidings.mqtt.Unsubscribe;
import tidings.mqtt.Version;

/// Packets to bytes, in one version of MQTT: first the exact size, then one write.
///
/// What a version cannot say is left out: properties before 5.0, for one. What no version may say is an
/// [IllegalArgumentException]: a property in the wrong place, a reason that does not belong to its packet. Has no state;
/// any thread may use it.
public final class Encoder {

    private static final Encoder[] BY_VERSION = {
        new Encoder(Version.V3_1), new Encoder(Version.V3_1_1), new Encoder(Version.V5)
    };

    private final Version version;

    private Encoder(Version version) {
        this.version = version;
    }

    public static Encoder of(Version version) {
        return switch (version) {
            case V3_1 -> BY_VERSION[0];
            case V3_1_1 -> BY_VERSION[1];
            case V5 -> BY_VERSION[2];
        };
    }

    /// How many bytes a packet takes, its fixed header included.
    ///
    /// @throws IllegalArgumentException if it cannot be written, or is larger than MQTT allows
    public int size(Packet packet) {
        int remaining = remainingLength(packet);
        return 1 + VarInt.size(remaining) + remaining;
    }

    /// Writes a packet.
    ///
    /// @throws IllegalArgumentException if it cannot be written; nothing is, then
    public void encode(Packet packet, ByteBuf out) {
        int remaining = remainingLength(packet);
        out.ensureWritable(1 + VarInt.size(remaining) + remaining);
        out.writeByte(firstByte(packet));
        VarInt.write(remaining, out);
        writeBody(packet, out);
    }

    private int remainingLength(Packet packet) {
        int length = switch (packet) {
            case Connect connect -> ConnectCodec.size(own(connect));
            case ConnAck ack -> ConnectCodec.size(ack, version);
            case Publish publish -> PublishCodec.size(publish.message(), version);
            case PubAck ack -> 2 + outcomeSize(ack.reason(), ack.properties(), Place.PUBACK);
            case PubRec ack -> 2 + outcomeSize(ack.reason(), ack.properties(), Place.PUBREC);
            case PubRel ack -> 2 + outcomeSize(ack.reason(), ack.properties(), Place.PUBREL);
            case PubComp ack -> 2 + outcomeSize(ack.reason(), ack.properties(), Place.PUBCOMP);
            case Subscribe subscribe -> SubscribeCodec.size(subscribe, version);
            case SubAck ack -> SubscribeCodec.size(ack, version);
            case Unsubscribe unsubscribe -> SubscribeCodec.size(unsubscribe, version);
            case UnsubAck ack -> SubscribeCodec.size(ack, version);
            case PingReq ping -> 0;
            case PingResp ping -> 0;
            case Disconnect disconnect -> outcomeSize(disconnect.reason(), disconnect.properties(), Place.DISCONNECT);
            case Auth auth -> outcomeSize(own(auth).reason(), auth.properties(), Place.AUTH);
        };
        if (length > VarInt.MAX) {
            throw new IllegalArgumentException("A packet has at most " + VarInt.MAX + " bytes, not " + length);
        }
        return length;
    }

    private void writeBody(Packet packet, ByteBuf out) {
        switch (packet) {
            case Connect connect -> ConnectCodec.write(connect, out);
            case ConnAck ack -> ConnectCodec.write(ack, version, out);
            case Publish publish -> PublishCodec.write(publish, version, out);
            case PubAck ack -> writeAck(ack.packetId(), ack.reason(), ack.properties(), Place.PUBACK, out);
            case PubRec ack -> writeAck(ack.packetId(), ack.reason(), ack.properties(), Place.PUBREC, out);
            case PubRel ack -> writeAck(ack.packetId(), ack.reason(), ack.properties(), Place.PUBREL, out);
            case PubComp ack -> writeAck(ack.packetId(), ack.reason(), ack.properties(), Place.PUBCOMP, out);
            case Subscribe subscribe -> SubscribeCodec.write(subscribe, version, out);
            case SubAck ack -> SubscribeCodec.write(ack, version, out);
            case Unsubscribe unsubscribe -> SubscribeCodec.write(unsubscribe, version, out);
            case UnsubAck ack -> SubscribeCodec.write(ack, version, out);
            case PingReq ping -> {}
            case PingResp ping -> {}
            case Disconnect disconnect ->
                AckCodec.write(disconnect.reason(), disconnect.properties(), version, Place.DISCONNECT, out);
            case Auth auth -> AckCodec.write(auth.reason(), auth.properties(), version, Place.AUTH, out);
        }
    }

    private static int firstByte(Packet packet) {
        return switch (packet) {
            case Connect connect -> PacketType.CONNECT.firstByte();
            case ConnAck ack -> PacketType.CONNACK.firstByte();
            case Publish publish -> PublishCodec.firstByte(publish.message(), publish.dup());
            case PubAck ack -> PacketType.PUBACK.firstByte();
            case PubRec ack -> PacketType.PUBREC.firstByte();
            case PubRel ack -> PacketType.PUBREL.firstByte();
            case PubComp ack -> PacketType.PUBCOMP.firstByte();
            case Subscribe subscribe -> PacketType.SUBSCRIBE.firstByte();
            case SubAck ack -> PacketType.SUBACK.firstByte();
            case Unsubscribe unsubscribe -> PacketType.UNSUBSCRIBE.firstByte();
            case UnsubAck ack -> PacketType.UNSUBACK.firstByte();
            case PingReq ping -> PacketType.PINGREQ.firstByte();
            case PingResp ping -> PacketType.PINGRESP.firstByte();
            case Disconnect disconnect -> PacketType.DISCONNECT.firstByte();
            case Auth auth -> PacketType.AUTH.firstByte();
        };
    }

    private int outcomeSize(ReasonCode reason, Properties properties, Place place) {
        if (version.hasProperties()) {
            Reasons.code(reason, place);
        }
        return AckCodec.size(reason, properties, version, place);
    }

    private void writeAck(int packetId, ReasonCode reason, Properties properties, Place place, ByteBuf out) {
        out.writeShort(packetId);
        AckCodec.write(reason, properties, version, place, out);
    }

    private Connect own(Connect connect) {
        if (connect.version() != version) {
            throw new IllegalArgumentException("A CONNECT of " + connect.version() + " on a connection of " + version);
        }
        return connect;
    }

    private Auth own(Auth auth) {
        if (!version.hasProperties()) {
            throw new IllegalArgumentException("There is no AUTH before MQTT 5.0");
        }
        return auth;
    }
}
