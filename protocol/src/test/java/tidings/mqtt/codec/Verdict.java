package tidings.mqtt.codec;

import io.netty.buffer.ByteBuf;
import tidings.mqtt.Packet;

/// What a decoder says of some bytes.
sealed interface Verdict {

    Waits WAITS = new Waits();

    /// A packet.
    record Read(Packet packet) implements Verdict {}

    /// No packet, and never one.
    record Refused(String why) implements Verdict {}

    /// A packet to the other decoder, but one that ours has no words for.
    record Lax(String why) implements Verdict {}

    /// Not all there yet.
    record Waits() implements Verdict {}

    /// What our decoder says.
    static Verdict of(Decoder decoder, ByteBuf bytes) {
        try {
            Packet packet = decoder.decode(bytes);
            return packet == null ? WAITS : new Read(packet);
        } catch (MalformedPacketException refused) {
            return new Refused(refused.reason() + ": " + refused.getMessage());
        }
    }
}
