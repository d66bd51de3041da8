package tidings.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Packet;
import tidings.mqtt.codec.Encoder;
import tidings.mqtt.codec.PublishFrame;

/// What goes out on one connection. Small packets are copied into one buffer until the loop's turn ends; the payload of a
/// large message is not copied but sent as it lies, shared with its other receivers.
///
/// Used on the connection's loop only.
final class Output {

    private static final int FIRST_CAPACITY = 512;
    private static final int FLUSH_AT = 64 * 1024;
    private static final int COPY_UP_TO = 8 * 1024;

    private final Channel channel;
    private final Encoder encoder;
    private final Flusher flusher;
    private @Nullable ByteBuf pending;
    private boolean announced;

    Output(Channel channel, Encoder encoder, Flusher flusher) {
        this.channel = channel;
        this.encoder = encoder;
        this.flusher = flusher;
    }

    void send(Packet packet) {
        encoder.encode(packet, buffer());
        written();
    }

    void send(PublishFrame frame, boolean dup, int packetId) {
        if (frame.size() - frame.headSize() <= COPY_UP_TO) {
            frame.writeTo(buffer(), dup, packetId);
        } else {
            frame.writeHeadTo(buffer(), dup, packetId);
            pass();
            channel.write(frame.payload());
        }
        written();
    }

    /// Whether more may be sent without piling up.
    boolean isWritable() {
        return channel.isWritable() && (pending == null || pending.readableBytes() < FLUSH_AT);
    }

    void flush() {
        announced = false;
        pass();
        channel.flush();
    }

    /// Closes the connection after all that was sent.
    void close() {
        pass();
        ChannelFuture last = channel.writeAndFlush(channel.alloc().buffer(0));
        last.addListener(ChannelFutureListener.CLOSE);
    }

    /// Gives back what was never sent.
    void release() {
        if (pending != null) {
            pending.release();
            pending = null;
        }
    }

    private ByteBuf buffer() {
        ByteBuf buffer = pending;
        if (buffer == null) {
            buffer = channel.alloc().buffer(FIRST_CAPACITY);
            pending = buffer;
        }
        return buffer;
    }

    private void written() {
        if (pending != null && pending.readableBytes() >= FLUSH_AT) {
            pass();
            channel.flush();
        } else if (!announced) {
            announced = true;
            flusher.add(this);
        }
    }

    private void pass() {
        ByteBuf buffer = pending;
        if (buffer != null) {
            pending = null;
            channel.write(buffer, channel.voidPromise());
        }
    }
}
