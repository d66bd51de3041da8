package tidings.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.random.RandomGenerator;

/// Bytes made wrong, a little.
final class Mutation {

    private static final int[] TELLING = {0x00, 0x01, 0x02, 0x03, 0x04, 0x7F, 0x80, 0xC0, 0xED, 0xF5, 0xFF};

    private Mutation() {}

    /// A copy with one to four changes.
    static ByteBuf of(ByteBuf bytes, RandomGenerator random) {
        ByteBuf changed = Unpooled.copiedBuffer(bytes);
        for (int changes = random.nextInt(1, 5); changes > 0 && changed.isReadable(); changes--) {
            changed = change(changed, random);
        }
        return changed;
    }

    /// A copy of one packet with changes behind its fixed header, whose length is right again: what reaches further in.
    static ByteBuf ofBody(ByteBuf packet, RandomGenerator random) {
        ByteBuf rest = packet.duplicate();
        int firstByte = rest.readUnsignedByte();
        VarInt.read(rest);
        ByteBuf body = rest.isReadable() ? of(rest, random) : Unpooled.buffer().writeByte(random.nextInt(256));
        ByteBuf changed = Unpooled.buffer().writeByte(firstByte);
        VarInt.write(body.readableBytes(), changed);
        return changed.writeBytes(body);
    }

    private static ByteBuf change(ByteBuf bytes, RandomGenerator random) {
        int size = bytes.readableBytes();
        int at = random.nextInt(size);
        int from = random.nextInt(at + 1);
        ByteBuf head = bytes.slice(0, at);
        ByteBuf tail = bytes.slice(at, size - at);
        return switch (random.nextInt(6)) {
            case 0 -> bytes.setByte(at, random.nextInt(256));
            case 1 -> bytes.setByte(at, bytes.getByte(at) ^ 1 << random.nextInt(8));
            case 2 -> bytes.setByte(at, TELLING[random.nextInt(TELLING.length)]);
            case 3 -> Unpooled.copiedBuffer(head, bytes.slice(at + 1, size - at - 1));
            case 4 -> Unpooled.copiedBuffer(head, bytes.slice(from, at - from), tail);
            default -> Unpooled.copiedBuffer(
                    head, Unpooled.wrappedBuffer(new byte[]{(byte) random.nextInt(256)}), tail);
        };
    }
}
