package tidings.mqtt.codec;

import io.netty.buffer.ByteBuf;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Property.Place;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.TopicName;
import tidings.mqtt.Version;

/// CONNECT (MQTT 5.0, 3.1) and CONNACK (3.2).
///
/// ```
/// CONNECT  protocol name | level | flags | keep alive 2 | (5.0: properties) | client id
///          | (will: (5.0: properties) topic, payload) | (user name) | (password)
///   flags  user name 80 | password 40 | will retain 20 | will QoS 18 | will 04 | clean 02 | reserved 01
/// CONNACK  session present 01 | reason | (5.0: properties)
/// ```
final class ConnectCodec {

    private static final int USER_NAME = 0x80;
    private static final int PASSWORD = 0x40;
    private static final int WILL_RETAIN = 0x20;
    private static final int WILL_QOS = 0x18;
    private static final int WILL = 0x04;
    private static final int CLEAN = 0x02;
    private static final int RESERVED = 0x01;
    /// What bridges of mosquitto add to the level of 3.1 and 3.1.1.
    private static final int BRIDGE = 0x80;

    private ConnectCodec() {}

    /// What the first bytes of a CONNECT say.
    record Spoken(Version version, boolean bridge) {}

    /// The protocol name and its level.
    ///
    /// @throws MalformedPacketException if there is no such protocol
    static Spoken readSpoken(Body body) {
        String name = body.text("A protocol name");
        int level = body.unsignedByte();
        Version version = Version.of(name, level & ~BRIDGE);
        boolean bridge = (level & BRIDGE) != 0;
        if (version != null && !(bridge && version == Version.V5)) {
            return new Spoken(version, bridge);
        }
        if (!name.equals(Version.V3_1.protocolName()) && !name.equals(Version.V5.protocolName())) { // [MQTT-3.1.2-1]
            throw new MalformedPacketException("The protocol name is not MQTT");
        }
        throw new MalformedPacketException( // [MQTT-3.1.2-2]
                ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, "There is no protocol level " + level + " of " + name);
    }

    /// What comes behind the protocol name and its level.
    static Connect readConnect(Body body, Spoken spoken) {
        Version version = spoken.version();
        int flags = body.unsignedByte();
        checkFlags(flags, version);
        int keepAlive = body.unsignedShort();
        Properties properties = version.hasProperties() ? PropertiesCodec.read(body, Place.CONNECT) : Properties.NONE;
        String clientId = body.text("A client id");
        Message will = (flags & WILL) == 0 ? null : readWill(body, flags, version);
        String userName = isThere(USER_NAME, flags, body, version) ? body.text("A user name") : null;
        Bytes password = isThere(PASSWORD, flags, body, version) ? body.binary() : null;
        if (password != null && userName == null && !version.hasProperties()) {
            throw new MalformedPacketException("Before MQTT 5.0 a password goes with a user name");
        }
        boolean clean = (flags & CLEAN) != 0;
        return new Connect(
                version, clientId, clean, keepAlive, will, userName, password, properties, spoken.bridge());
    }

    static int size(Connect connect) {
        int size = 2 + connect.version().protocolName().length() + 1 + 1 + 2
                + TextCodec.size(connect.clientId(), "A client id");
        if (connect.version().hasProperties()) {
            size += PropertiesCodec.size(connect.properties(), Place.CONNECT);
        }
        Message will = connect.will();
        if (will != null) {
            size += connect.version().hasProperties() ? PropertiesCodec.size(will.properties(), Place.WILL) : 0;
            size += 2 + will.topic().utf8().size() + TextCodec.size(will.payload(), "The payload of a will");
        }
        size += connect.userName() == null ? 0 : TextCodec.size(connect.userName(), "A user name");
        size += connect.password() == null ? 0 : TextCodec.size(connect.password(), "A password");
        return size;
    }

    static void write(Connect connect, ByteBuf out) {
        Version version = connect.version();
        TextCodec.write(version.protocolName(), out);
        out.writeByte(connect.bridge() && !version.hasProperties() ? version.level() | BRIDGE : version.level());
        out.writeByte(flags(connect));
        out.writeShort(connect.keepAliveSeconds());
        if (version.hasProperties()) {
            PropertiesCodec.write(connect.properties(), Place.CONNECT, out);
        }
        TextCodec.write(connect.clientId(), out);
        Message will = connect.will();
        if (will != null) {
            if (version.hasProperties()) {
                PropertiesCodec.write(will.properties(), Place.WILL, out);
            }
            TextCodec.write(will.topic().utf8(), out);
            TextCodec.write(will.payload(), out);
        }
        if (connect.userName() != null) {
            TextCodec.write(connect.userName(), out);
        }
        if (connect.password() != null) {
            TextCodec.write(connect.password(), out);
        }
    }

    static ConnAck readConnAck(Body body, Version version) {
        int flags = body.unsignedByte();
        if (flags > 1) { // [MQTT-3.2.2-1]
            throw new MalformedPacketException("The reserved bits of CONNACK are not 0");
        }
        int code = body.unsignedByte();
        ReasonCode reason =
                version.hasProperties() ? Reasons.read(code, Place.CONNACK) : Reasons.ofConnectReturnCode(code);
        if (reason != ReasonCode.SUCCESS && flags == 1) { // [MQTT-3.2.2-6]
            throw Malformed.protocolError("A CONNACK that refuses has no session present");
        }
        Properties properties = version.hasProperties() ? PropertiesCodec.read(body, Place.CONNACK) : Properties.NONE;
        return new ConnAck(flags == 1, reason, properties);
    }

    static int size(ConnAck ack, Version version) {
        return 2 + (version.hasProperties() ? PropertiesCodec.size(ack.properties(), Place.CONNACK) : 0);
    }

    static void write(ConnAck ack, Version version, ByteBuf out) {
        out.writeByte(ack.sessionPresent() && version != Version.V3_1 ? 1 : 0);
        if (version.hasProperties()) {
            out.writeByte(Reasons.code(ack.reason(), Place.CONNACK));
            PropertiesCodec.write(ack.properties(), Place.CONNACK, out);
        } else {
            out.writeByte(ack.reason().connectReturnCode());
        }
    }

    private static void checkFlags(int flags, Version version) {
        if ((flags & RESERVED) != 0 && version != Version.V3_1) { // [MQTT-3.1.2-3]
            throw new MalformedPacketException("The reserved flag of CONNECT is not 0");
        }
        if ((flags & WILL) == 0 && (flags & (WILL_QOS | WILL_RETAIN)) != 0) { // [MQTT-3.1.2-11], [MQTT-3.1.2-13]
            throw new MalformedPacketException("Without a will there is no QoS and no retain of it");
        }
        if ((flags & WILL_QOS) == WILL_QOS) { // [MQTT-3.1.2-12]
            throw new MalformedPacketException("The QoS of a will is 0, 1 or 2, not 3");
        }
    }

    private static Message readWill(Body body, int flags, Version version) {
        Properties properties = version.hasProperties() ? PropertiesCodec.read(body, Place.WILL) : Properties.NONE;
        TopicName topic = readTopic(body.utf8("The topic of a will"));
        Bytes payload = body.binary();
        return new Message(topic, payload, Qos.of((flags & WILL_QOS) >> 3), (flags & WILL_RETAIN) != 0, properties);
    }

    private static TopicName readTopic(Bytes utf8) {
        try {
            return TopicName.ofUtf8(utf8);
        } catch (IllegalArgumentException refused) {
            throw Malformed.of(refused);
        }
    }

    /// In 3.1 a CONNECT may end before what its flags announce (MQTT 3.1, 3.1).
    private static boolean isThere(int flag, int flags, Body body, Version version) {
        return (flags & flag) != 0 && !(version == Version.V3_1 && body.isAtEnd());
    }

    private static int flags(Connect connect) {
        int flags = connect.cleanStart() ? CLEAN : 0;
        Message will = connect.will();
        if (will != null) {
            flags |= WILL | will.qos().level() << 3 | (will.retain() ? WILL_RETAIN : 0);
        }
        flags |= connect.userName() == null ? 0 : USER_NAME;
        flags |= connect.password() == null ? 0 : PASSWORD;
        return flags;
    }
}
