package tidings.mqtt.codec;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.ReasonCode;

/// How a decoder ends with some bytes.
final class Refusal {

    private Refusal() {}

    /// The reason of a refusal, or null where there is none: packets were read, or more bytes are awaited.
    static @Nullable ReasonCode of(Decoder decoder, ByteBuf bytes) {
        try {
            while (decoder.decode(bytes) != null) {
                // on to the next packet
            }
            return null;
        } catch (MalformedPacketException refused) {
            return refused.reason();
        }
    }
}
