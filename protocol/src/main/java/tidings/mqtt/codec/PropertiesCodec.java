package tidings.mqtt.codec;

import io.netty.buffer.ByteBuf;
import tidings.mqtt.Bytes;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Property.Pair;
import tidings.mqtt.Property.Place;
import tidings.mqtt.ReasonCode;

/// Properties to bytes and back (MQTT 5.0, 2.2.2): one loop for every packet, since [Property] knows the rest.
///
/// ```
/// length (variable byte integer) | identifier, value | identifier, value | ...
/// ```
final class PropertiesCodec {

    /// More user properties than anybody needs, and few enough that a packet of nothing else costs little memory.
    static final int MAX_USER_PROPERTIES = 1_000;

    private PropertiesCodec() {}

    /// How many bytes properties take, their length included.
    ///
    /// @throws IllegalArgumentException if one may not stand in this place, or not twice
    static int size(Properties properties, Place place) {
        int body = bodySize(properties, place);
        return VarInt.size(body) + body;
    }

    /// Writes properties whose [#size] has been asked for.
    static void write(Properties properties, Place place, ByteBuf out) {
        VarInt.write(bodySize(properties, place), out);
        for (int i = 0; i < properties.size(); i++) {
            out.writeByte(properties.property(i).id());
            writeValue(properties.property(i), properties.value(i), out);
        }
    }

    /// Reads properties.
    ///
    /// @throws MalformedPacketException if they break a rule
    static Properties read(Body body, Place place) {
        int length = body.varInt();
        body.require(length);
        if (length == 0) {
            return Properties.NONE;
        }
        int end = body.remaining() - length;
        Properties.Builder properties = Properties.builder();
        long seen = 0;
        int userProperties = 0;
        while (body.remaining() > end) {
            Property<?> property = known(body.varInt(), place);
            long bit = 1L << property.id();
            if ((seen & bit) != 0 && !property.mayRepeatIn(place)) {
                throw Malformed.protocolError(property + " stands twice");
            }
            seen |= bit;
            if (property.equals(Property.USER_PROPERTY) && ++userProperties > body.maximumUserProperties()) {
                throw new MalformedPacketException(
                        ReasonCode.QUOTA_EXCEEDED, "More than " + body.maximumUserProperties() + " user properties");
            }
            readInto(properties, property, body);
        }
        if (body.remaining() != end) {
            throw new MalformedPacketException("The last property is longer than the properties");
        }
        return checked(properties.build());
    }

    private static Property<?> known(int id, Place place) {
        Property<?> property = Property.ofId(id);
        if (property == null || !property.mayStandIn(place)) {
            throw new MalformedPacketException(
                    (property == null ? "0x" + Integer.toHexString(id) : property.toString()) + " is no property in "
                            + place);
        }
        return property;
    }

    private static <T> void readInto(Properties.Builder properties, Property<T> property, Body body) {
        T value = property.cast(readValue(property, body));
        if (!property.accepts(value)) {
            boolean alias = property.equals(Property.TOPIC_ALIAS);
            throw new MalformedPacketException(
                    alias ? ReasonCode.TOPIC_ALIAS_INVALID : ReasonCode.PROTOCOL_ERROR, // [MQTT-3.3.2-8]
                    property + " is " + property.least() + " to " + property.most() + ", not " + value);
        }
        properties.add(property, value);
    }

    private static Object readValue(Property<?> property, Body body) {
        return switch (property.wire()) {
            case FLAG -> flag(property, body.unsignedByte());
            case BYTE -> body.unsignedByte();
            case TWO_BYTES -> body.unsignedShort();
            case FOUR_BYTES -> body.unsignedInt();
            case VAR_INT -> body.varInt();
            case TEXT -> body.text(property.toString());
            case BINARY -> body.binary();
            case PAIR -> new Pair(body.text("The name of a user property"), body.text("The value of a user property"));
        };
    }

    private static boolean flag(Property<?> property, int value) {
        if (value > 1) {
            throw Malformed.protocolError(property + " is 0 or 1, not " + value);
        }
        return value == 1;
    }

    /// What one property alone does not tell.
    private static Properties checked(Properties properties) {
        String responseTopic = properties.get(Property.RESPONSE_TOPIC);
        if (responseTopic != null && (responseTopic.indexOf('+') >= 0 || responseTopic.indexOf('#') >= 0)) {
            throw Malformed.protocolError("A response topic has no wildcards"); // [MQTT-3.3.2-14]
        }
        if (properties.get(Property.AUTHENTICATION_DATA) != null
                && properties.get(Property.AUTHENTICATION_METHOD) == null) {
            throw Malformed.protocolError("Authentication data stand without their method");
        }
        return properties;
    }

    private static int bodySize(Properties properties, Place place) {
        if (properties.isEmpty()) {
            return 0;
        }
        long seen = 0;
        int bytes = 0;
        for (int i = 0; i < properties.size(); i++) {
            Property<?> property = properties.property(i);
            if (!property.mayStandIn(place)) {
                throw new IllegalArgumentException(property + " is no property in " + place);
            }
            long bit = 1L << property.id();
            if ((seen & bit) != 0 && !property.mayRepeatIn(place)) {
                throw new IllegalArgumentException(property + " may stand once only in " + place);
            }
            seen |= bit;
            bytes += 1 + valueSize(property, properties.value(i));
        }
        return bytes;
    }

    private static int valueSize(Property<?> property, Object value) {
        return switch (property.wire()) {
            case FLAG, BYTE -> 1;
            case TWO_BYTES -> 2;
            case FOUR_BYTES -> 4;
            case VAR_INT -> VarInt.size((Integer) value);
            case TEXT -> TextCodec.size((String) value, property.toString());
            case BINARY -> TextCodec.size((Bytes) value, property.toString());
            case PAIR -> {
                Pair pair = (Pair) value;
                yield TextCodec.size(pair.name(), "The name of a user property")
                        + TextCodec.size(pair.value(), "The value of a user property");
            }
        };
    }

    private static void writeValue(Property<?> property, Object value, ByteBuf out) {
        switch (property.wire()) {
            case FLAG -> out.writeByte((Boolean) value ? 1 : 0);
            case BYTE -> out.writeByte((Integer) value);
            case TWO_BYTES -> out.writeShort((Integer) value);
            case FOUR_BYTES -> out.writeInt((int) (long) (Long) value);
            case VAR_INT -> VarInt.write((Integer) value, out);
            case TEXT -> TextCodec.write((String) value, out);
            case BINARY -> TextCodec.write((Bytes) value, out);
            case PAIR -> {
                Pair pair = (Pair) value;
                TextCodec.write(pair.name(), out);
                TextCodec.write(pair.value(), out);
            }
        }
    }
}
