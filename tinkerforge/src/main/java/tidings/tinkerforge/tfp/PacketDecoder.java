package tidings.tinkerforge.tfp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.List;

/// Bytes to packets. What can be none fails with a [CorruptedFrameException], and nothing is read any more.
public final class PacketDecoder extends ByteToMessageDecoder {

    private static final int LENGTH_AT = 4;

    private boolean corrupted;

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (corrupted) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (in.readableBytes() < Packet.HEADER) {
            return;
        }
        int length = in.getUnsignedByte(in.readerIndex() + LENGTH_AT);
        if (length < Packet.HEADER || length > Packet.LONGEST) {
            corrupted = true;
            throw new CorruptedFrameException("A packet has " + Packet.HEADER + " to " + Packet.LONGEST
                    + " bytes, not " + length);
        }
        if (in.readableBytes() >= length) {
            out.add(Packet.readFrom(in));
        }
    }
}
