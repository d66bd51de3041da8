package tidings.mqtt;

import static tidings.mqtt.Property.Place.AUTH;
import static tidings.mqtt.Property.Place.CONNACK;
import static tidings.mqtt.Property.Place.CONNECT;
import static tidings.mqtt.Property.Place.DISCONNECT;
import static tidings.mqtt.Property.Place.PUBACK;
import static tidings.mqtt.Property.Place.PUBCOMP;
import static tidings.mqtt.Property.Place.PUBLISH;
import static tidings.mqtt.Property.Place.PUBREC;
import static tidings.mqtt.Property.Place.PUBREL;
import static tidings.mqtt.Property.Place.SUBACK;
import static tidings.mqtt.Property.Place.SUBSCRIBE;
import static tidings.mqtt.Property.Place.UNSUBACK;
import static tidings.mqtt.Property.Place.WILL;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a packet of MQTT 5.0 can say on top (MQTT 5.0, 2.2.2.2). The constants here are table 2-4 of the specification:
/// codec, validation and documentation all read it.
///
/// @param <T> the type of its value
public final class Property<T> {

    /// How a value is written.
    public enum Wire {
        FLAG,
        BYTE,
        TWO_BYTES,
        FOUR_BYTES,
        VAR_INT,
        TEXT,
        BINARY,
        PAIR
    }

    /// Where a property may stand: a kind of packet, or the will in a CONNECT.
    public enum Place {
        CONNECT,
        CONNACK,
        PUBLISH,
        WILL,
        PUBACK,
        PUBREC,
        PUBREL,
        PUBCOMP,
        SUBSCRIBE,
        SUBACK,
        UNSUBSCRIBE,
        UNSUBACK,
        DISCONNECT,
        AUTH
    }

    /// A user property: a name and a value, neither of which MQTT gives a meaning.
    public record Pair(String name, String value) {}

    private static final long MAX_FOUR_BYTES = 0xFFFF_FFFFL;
    private static final int MAX_VAR_INT = (1 << 28) - 1;
    private static final @Nullable Property<?>[] BY_ID = new Property<?>[0x2B];

    /// Whether the payload is text in UTF-8 (1) or bytes (0).
    public static final Property<Integer> PAYLOAD_FORMAT_INDICATOR =
            number(0x01, "Payload Format Indicator", Wire.BYTE, 0, 1, PUBLISH, WILL);
    /// Seconds.
    public static final Property<Long> MESSAGE_EXPIRY_INTERVAL =
            fourBytes(0x02, "Message Expiry Interval", 0, PUBLISH, WILL);
    public static final Property<String> CONTENT_TYPE = text(0x03, "Content Type", PUBLISH, WILL);
    public static final Property<String> RESPONSE_TOPIC = text(0x08, "Response Topic", PUBLISH, WILL);
    public static final Property<Bytes> CORRELATION_DATA = binary(0x09, "Correlation Data", PUBLISH, WILL);
    public static final Property<Integer> SUBSCRIPTION_IDENTIFIER =
            number(0x0B, "Subscription Identifier", Wire.VAR_INT, 1, MAX_VAR_INT, PUBLISH, SUBSCRIBE);
    /// Seconds; 0xFFFFFFFF for never.
    public static final Property<Long> SESSION_EXPIRY_INTERVAL =
            fourBytes(0x11, "Session Expiry Interval", 0, CONNECT, CONNACK, DISCONNECT);
    public static final Property<String> ASSIGNED_CLIENT_IDENTIFIER =
            text(0x12, "Assigned Client Identifier", CONNACK);
    /// Seconds.
    public static final Property<Integer> SERVER_KEEP_ALIVE = twoBytes(0x13, "Server Keep Alive", 0, CONNACK);
    public static final Property<String> AUTHENTICATION_METHOD =
            text(0x15, "Authentication Method", CONNECT, CONNACK, AUTH);
    public static final Property<Bytes> AUTHENTICATION_DATA =
            binary(0x16, "Authentication Data", CONNECT, CONNACK, AUTH);
    public static final Property<Boolean> REQUEST_PROBLEM_INFORMATION =
            flag(0x17, "Request Problem Information", CONNECT);
    /// Seconds.
    public static final Property<Long> WILL_DELAY_INTERVAL = fourBytes(0x18, "Will Delay Interval", 0, WILL);
    public static final Property<Boolean> REQUEST_RESPONSE_INFORMATION =
            flag(0x19, "Request Response Information", CONNECT);
    public static final Property<String> RESPONSE_INFORMATION = text(0x1A, "Response Information", CONNACK);
    public static final Property<String> SERVER_REFERENCE = text(0x1C, "Server Reference", CONNACK, DISCONNECT);
    public static final Property<String> REASON_STRING = text(
            0x1F, "Reason String", CONNACK, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK, DISCONNECT, AUTH);
    public static final Property<Integer> RECEIVE_MAXIMUM = twoBytes(0x21, "Receive Maximum", 1, CONNECT, CONNACK);
    public static final Property<Integer> TOPIC_ALIAS_MAXIMUM =
            twoBytes(0x22, "Topic Alias Maximum", 0, CONNECT, CONNACK);
    public static final Property<Integer> TOPIC_ALIAS = twoBytes(0x23, "Topic Alias", 1, PUBLISH);
    /// 0 or 1; absent means 2.
    public static final Property<Integer> MAXIMUM_QOS = number(0x24, "Maximum QoS", Wire.BYTE, 0, 1, CONNACK);
    public static final Property<Boolean> RETAIN_AVAILABLE = flag(0x25, "Retain Available", CONNACK);
    public static final Property<Pair> USER_PROPERTY = pair(0x26, "User Property", Place.values());
    /// Bytes.
    public static final Property<Long> MAXIMUM_PACKET_SIZE =
            fourBytes(0x27, "Maximum Packet Size", 1, CONNECT, CONNACK);
    public static final Property<Boolean> WILDCARD_SUBSCRIPTION_AVAILABLE =
            flag(0x28, "Wildcard Subscription Available", CONNACK);
    public static final Property<Boolean> SUBSCRIPTION_IDENTIFIERS_AVAILABLE =
            flag(0x29, "Subscription Identifiers Available", CONNACK);
    public static final Property<Boolean> SHARED_SUBSCRIPTION_AVAILABLE =
            flag(0x2A, "Shared Subscription Available", CONNACK);

    private final int id;
    private final String name;
    private final Wire wire;
    private final Class<T> type;
    private final long least;
    private final long most;
    private final Set<Place> places;

    private Property(int id, String name, Wire wire, Class<T> type, long least, long most, Place... places) {
        this.id = id;
        this.name = name;
        this.wire = wire;
        this.type = type;
        this.least = least;
        this.most = most;
        this.places = Collections.unmodifiableSet(EnumSet.copyOf(Arrays.asList(places)));
        BY_ID[id] = this;
    }

    /// The property of an id, or null where there is none.
    public static @Nullable Property<?> ofId(int id) {
        return id >= 0 && id < BY_ID.length ? BY_ID[id] : null;
    }

    /// All of them, by id.
    public static List<Property<?>> all() {
        return Arrays.stream(BY_ID).<Property<?>>mapMulti((property, sink) -> {
            if (property != null) {
                sink.accept(property);
            }
        }).toList();
    }

    public int id() {
        return id;
    }

    public Wire wire() {
        return wire;
    }

    /// The least number it can be, where it is one.
    public long least() {
        return least;
    }

    /// The largest number it can be, where it is one.
    public long most() {
        return most;
    }

    /// Where it may stand.
    public Set<Place> places() {
        return places;
    }

    /// An object as a value of this property.
    ///
    /// @throws ClassCastException if it is none
    public T cast(Object value) {
        return type.cast(value);
    }

    /// Whether a number is within what the specification allows; anything but a number is.
    public boolean accepts(Object value) {
        return !(value instanceof Number number) || (number.longValue() >= least && number.longValue() <= most);
    }

    public boolean mayStandIn(Place place) {
        return places.contains(place);
    }

    /// Whether it may stand more than once: user properties anywhere, and subscription identifiers in a publish.
    public boolean mayRepeatIn(Place place) {
        return equals(USER_PROPERTY) || (equals(SUBSCRIPTION_IDENTIFIER) && place == PUBLISH);
    }

    @Override
    public String toString() {
        return name;
    }

    private static Property<Long> fourBytes(int id, String name, int least, Place... places) {
        return new Property<>(id, name, Wire.FOUR_BYTES, Long.class, least, MAX_FOUR_BYTES, places);
    }

    private static Property<Integer> twoBytes(int id, String name, int least, Place... places) {
        return number(id, name, Wire.TWO_BYTES, least, 0xFFFF, places);
    }

    private static Property<Integer> number(int id, String name, Wire wire, int least, int most, Place... places) {
        return new Property<>(id, name, wire, Integer.class, least, most, places);
    }

    private static Property<String> text(int id, String name, Place... places) {
        return new Property<>(id, name, Wire.TEXT, String.class, 0, 0, places);
    }

    private static Property<Bytes> binary(int id, String name, Place... places) {
        return new Property<>(id, name, Wire.BINARY, Bytes.class, 0, 0, places);
    }

    private static Property<Boolean> flag(int id, String name, Place... places) {
        return new Property<>(id, name, Wire.FLAG, Boolean.class, 0, 1, places);
    }

    private static Property<Pair> pair(int id, String name, Place... places) {
        return new Property<>(id, name, Wire.PAIR, Pair.class, 0, 0, places);
    }
}
