package tidings.mqtt.codec;

import tidings.mqtt.ReasonCode;

/// Refusals that are made in many places.
final class Malformed {

    private Malformed() {}

    static MalformedPacketException protocolError(String message) {
        return new MalformedPacketException(ReasonCode.PROTOCOL_ERROR, message);
    }

    /// What a value's own constructor refused.
    static MalformedPacketException of(IllegalArgumentException refused) {
        return new MalformedPacketException(String.valueOf(refused.getMessage()));
    }
}
