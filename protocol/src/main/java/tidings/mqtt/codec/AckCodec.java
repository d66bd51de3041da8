package tidings.mqtt.codec;

import io.netty.buffer.ByteBuf;
import tidings.mqtt.Properties;
import tidings.mqtt.Property.Place;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// What PUBACK, PUBREC, PUBREL, PUBCOMP, DISCONNECT and AUTH have in common (MQTT 5.0, 3.4 to 3.7, 3.14, 3.15): a reason
/// and properties, both left out where they say nothing.
///
/// ```
/// (the first four: packet id) | (5.0: reason | (properties))
/// ```
final class AckCodec {

    private AckCodec() {}

    /// What follows the packet id.
    record Outcome(ReasonCode reason, Properties properties) {}

    private static final Outcome SUCCESS = new Outcome(ReasonCode.SUCCESS, Properties.NONE);

    static Outcome read(Body body, Version version, Place place) {
        if (!version.hasProperties() || body.isAtEnd()) {
            return SUCCESS;
        }
        ReasonCode reason = Reasons.read(body.unsignedByte(), place);
        return new Outcome(reason, body.isAtEnd() ? Properties.NONE : PropertiesCodec.read(body, place));
    }

    static int size(ReasonCode reason, Properties properties, Version version, Place place) {
        if (!version.hasProperties()) {
            return 0;
        }
        if (!properties.isEmpty()) {
            return 1 + PropertiesCodec.size(properties, place);
        }
        return reason == ReasonCode.SUCCESS ? 0 : 1;
    }

    static void write(ReasonCode reason, Properties properties, Version version, Place place, ByteBuf out) {
        if (!version.hasProperties() || (reason == ReasonCode.SUCCESS && properties.isEmpty())) {
            return;
        }
        out.writeByte(Reasons.code(reason, place));
        if (!properties.isEmpty()) {
            PropertiesCodec.write(properties, place, out);
        }
    }
}
