package tidings.mqtt.codec;

import java.io.Serial;
import tidings.mqtt.ReasonCode;

/// The bytes are not a packet that this end may be sent (MQTT 5.0, 4.13): the connection ends. Has no stack trace: a
/// peer can cause many, cheaply.
public final class MalformedPacketException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final ReasonCode reason;

    /// @param reason what a DISCONNECT or CONNACK says to the sender
    public MalformedPacketException(ReasonCode reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /// [ReasonCode#MALFORMED_PACKET].
    public MalformedPacketException(String message) {
        this(ReasonCode.MALFORMED_PACKET, message);
    }

    /// What a DISCONNECT or CONNACK says to the sender.
    public ReasonCode reason() {
        return reason;
    }
}
