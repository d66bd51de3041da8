package tidings.mqtt.codec;

import tidings.mqtt.Version;

/// The fifteen types, by the upper half of a packet's first byte (MQTT 5.0, 2.1.2), with what the lower half must be
/// (2.1.3) and who sends them.
enum PacketType {
    CONNECT(1, 0, true, false),
    CONNACK(2, 0, false, true),
    PUBLISH(3, 0, true, true),
    PUBACK(4, 0, true, true),
    PUBREC(5, 0, true, true),
    PUBREL(6, 2, true, true),
    PUBCOMP(7, 0, true, true),
    SUBSCRIBE(8, 2, true, false),
    SUBACK(9, 0, false, true),
    UNSUBSCRIBE(10, 2, true, false),
    UNSUBACK(11, 0, false, true),
    PINGREQ(12, 0, true, false),
    PINGRESP(13, 0, false, true),
    DISCONNECT(14, 0, true, true),
    AUTH(15, 0, true, true);

    private static final int DUP = 0x08;
    private static final PacketType[] ALL = values();

    private final int number;
    private final int flags;
    private final boolean fromClient;
    private final boolean fromServer;

    PacketType(int number, int flags, boolean fromClient, boolean fromServer) {
        this.number = number;
        this.flags = flags;
        this.fromClient = fromClient;
        this.fromServer = fromServer;
    }

    /// The type of a packet by its first byte, checked as far as that byte tells.
    ///
    /// @throws MalformedPacketException if there is no such type in the version, its flags are wrong, or this end is not
    ///         to be sent it
    static PacketType of(int firstByte, Version version, boolean atServer) {
        int number = firstByte >> 4;
        if (number == 0 || (number == 15 && !version.hasProperties())) {
            throw new MalformedPacketException("There is no packet type " + number);
        }
        PacketType type = ALL[number - 1];
        boolean mayCome = atServer ? type.fromClient : type.fromServer && type.isOfServers(version);
        if (!mayCome) {
            throw Malformed.protocolError("A " + (atServer ? "client" : "server") + " does not send " + type);
        }
        type.checkFlags(firstByte & 0x0F, version);
        return type;
    }

    /// The first byte of a packet of this type; a PUBLISH adds its own flags.
    int firstByte() {
        return number << 4 | flags;
    }

    private boolean isOfServers(Version version) {
        return this != DISCONNECT || version.hasProperties();
    }

    private void checkFlags(int given, Version version) {
        // MQTT 3.1 let a client mark what it repeats, requests included.
        int relevant = version == Version.V3_1 && flags != 0 ? given & ~DUP : given;
        if (this != PUBLISH && relevant != flags) { // [MQTT-2.1.3-1]
            throw new MalformedPacketException("The flags of " + this + " are " + flags + ", not " + given);
        }
    }
}
