package tidings.client.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.WritableByteChannel;
import java.util.Queue;
import java.util.function.Consumer;

/// A pipeline without a socket: bytes are put in by hand, and come out as buffers that somebody is to write. Unlike the
/// channel it extends it is connected only when it is told so, as the layers of a pipeline expect.
final class PumpChannel extends EmbeddedChannel {

    private boolean connected; // false already while the constructor of the superclass asks

    /// @param layers adds the handlers
    PumpChannel(Consumer<Channel> layers) {
        super(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel made) {
                layers.accept(made);
            }
        });
    }

    @Override
    public boolean isActive() {
        return connected && super.isActive();
    }

    /// The socket is connected.
    ///
    /// @param destination the server, where that is not whom the socket is connected to
    void connected(SocketAddress destination) {
        connect(destination);
        connected = true;
        pipeline().fireChannelActive();
        runPendingTasks();
    }

    /// How many bytes wait to be written.
    long unsent() {
        long bytes = 0;
        for (Object part : outboundMessages()) {
            bytes += ((ByteBuf) part).readableBytes();
        }
        return bytes;
    }

    /// Writes what the socket takes.
    void writeTo(WritableByteChannel socket) throws IOException {
        Queue<Object> waiting = outboundMessages();
        for (ByteBuf head = (ByteBuf) waiting.peek(); head != null; head = (ByteBuf) waiting.peek()) {
            writeTo(socket, head);
            if (head.isReadable()) {
                return; // the socket takes no more
            }
            waiting.remove();
            head.release();
        }
    }

    private static void writeTo(WritableByteChannel socket, ByteBuf bytes) throws IOException {
        int written = socket.write(bytes.nioBuffer());
        bytes.skipBytes(written);
    }
}
