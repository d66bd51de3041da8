package tidings.mqtt.codec;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import tidings.mqtt.Property.Place;
import tidings.mqtt.ReasonCode;

/// Which reason may stand in which packet of MQTT 5.0 (MQTT 5.0, 2.4), and what 3.x says in its place.
final class Reasons {

    private static final Map<Place, Set<ReasonCode>> LEGAL = new EnumMap<>(Place.class);

    static {
        legal(Place.CONNACK, 0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95,
                0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F);
        legal(Place.PUBACK, 0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99);
        legal(Place.PUBREC, 0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99);
        legal(Place.PUBREL, 0x00, 0x92);
        legal(Place.PUBCOMP, 0x00, 0x92);
        legal(Place.SUBACK, 0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2);
        legal(Place.UNSUBACK, 0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91);
        legal(Place.DISCONNECT, 0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8D, 0x8E, 0x8F, 0x90, 0x93,
                0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2);
        legal(Place.AUTH, 0x00, 0x18, 0x19);
    }

    private Reasons() {}

    /// The reason of a byte in a packet of MQTT 5.0.
    ///
    /// @throws MalformedPacketException if it may not stand there
    static ReasonCode read(int code, Place place) {
        ReasonCode reason = ReasonCode.ofCode(code);
        if (reason == null || !legal(place).contains(reason)) {
            throw Malformed.protocolError("0x" + Integer.toHexString(code) + " is no reason in " + place);
        }
        return reason;
    }

    /// The byte of a reason in a packet of MQTT 5.0.
    ///
    /// @throws IllegalArgumentException if it may not stand there
    static int code(ReasonCode reason, Place place) {
        if (!legal(place).contains(reason)) {
            throw new IllegalArgumentException(reason + " is no reason in " + place);
        }
        return reason.code();
    }

    /// The reason of a CONNACK of 3.x.
    ///
    /// @throws MalformedPacketException if it is none of the six
    static ReasonCode ofConnectReturnCode(int code) {
        ReasonCode reason = ReasonCode.ofConnectReturnCode(code);
        if (reason == null) {
            throw Malformed.protocolError("A return code of CONNACK is 0 to 5, not " + code);
        }
        return reason;
    }

    /// What a SUBACK of 3.x says (MQTT 3.1.1, 3.9.3): a quality, or 0x80 for any error.
    static int subscribeReturnCode(ReasonCode reason) {
        return reason.isError() ? ReasonCode.UNSPECIFIED_ERROR.code() : code(reason, Place.SUBACK);
    }

    /// The reason of a SUBACK of 3.x.
    ///
    /// @throws MalformedPacketException if it is none of the four
    static ReasonCode ofSubscribeReturnCode(int code) {
        ReasonCode reason = code <= 2 || code == 0x80 ? ReasonCode.ofCode(code) : null;
        if (reason == null) { // [MQTT-3.9.3-2] of 3.1.1
            throw Malformed.protocolError("A return code of SUBACK is 0, 1, 2 or 128, not " + code);
        }
        return reason;
    }

    private static Set<ReasonCode> legal(Place place) {
        return LEGAL.getOrDefault(place, Set.of());
    }

    private static void legal(Place place, int... codes) {
        Set<ReasonCode> reasons = EnumSet.noneOf(ReasonCode.class);
        for (int code : codes) {
            ReasonCode reason = ReasonCode.ofCode(code);
            if (reason == null) {
                throw new AssertionError("No reason " + code);
            }
            reasons.add(reason);
        }
        LEGAL.put(place, reasons);
    }
}
