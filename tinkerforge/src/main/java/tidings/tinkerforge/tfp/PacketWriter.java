package tidings.tinkerforge.tfp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/// Writes packets to a channel: all of one turn of its event loop in one buffer, flushed once.
///
/// Belongs to the channel's event loop.
public final class PacketWriter {

    private static final int FIRST_BYTES = 1024;

    private final Channel channel;
    private @Nullable ByteBuf gathered;

    public PacketWriter(Channel channel) {
        this.channel = channel;
    }

    /// A packet goes out when this turn of the loop ends.
    public void write(Packet packet) {
        ByteBuf out = gathered;
        if (out == null) {
            out = channel.alloc().buffer(FIRST_BYTES);
            gathered = out;
            channel.eventLoop().execute(this::flush);
        }
        packet.writeTo(out);
    }

    private void flush() {
        ByteBuf out = gathered;
        gathered = null;
        if (out != null) {
            channel.writeAndFlush(out, channel.voidPromise());
        }
    }
}
