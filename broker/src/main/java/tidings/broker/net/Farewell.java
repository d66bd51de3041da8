package tidings.broker.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The end of a connection whose client was told why it ends.
///
/// A socket that is closed while its client still sends answers with a reset, and a client may then never read what it was
/// told (RFC 9293, 3.10.7.1). So this end only says that no more comes from it, and reads on, into nothing, until the client
/// has closed too, or for as long as it takes most of them.
///
/// Takes the place of the [ConnectionHandler]; used on the connection's loop only.
final class Farewell extends ChannelInboundHandlerAdapter {

    private static final long SECONDS = 2;

    private final DuplexChannel channel;
    private @Nullable ScheduledFuture<?> end;

    private Farewell(DuplexChannel channel) {
        this.channel = channel;
    }

    /// Ends a connection after all that was sent to its client.
    static void bid(Channel channel, ConnectionHandler before) {
        if (channel instanceof DuplexChannel duplex && channel.isActive()) {
            channel.pipeline().replace(before, null, new Farewell(duplex));
        } else {
            channel.close(); // it cannot be closed one way
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        end = channel.eventLoop().schedule(() -> {
            channel.close();
        }, SECONDS, TimeUnit.SECONDS);
        WebSocketLayer.sayClose(channel.pipeline());
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        Future<?> said = tls == null ? channel.writeAndFlush(channel.alloc().buffer(0)) : tls.closeOutbound();
        said.addListener(done -> channel.shutdownOutput());
        channel.config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (end != null) {
            end.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        channel.close(); // the client has closed in its own way
    }
}
