package tidings.client.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Keeps the connection from the packets until every layer below is ready, and says which was not.
final class Gate extends ChannelInboundHandlerAdapter {

    private final Deque<Layers.Stage> stages;
    private final long timeoutMillis;
    private final PacketHandler packets;
    private @Nullable Future<?> timeout;

    /// @param stages those to come, in their order
    Gate(Deque<Layers.Stage> stages, long timeoutMillis, PacketHandler packets) {
        this.stages = stages;
        this.timeoutMillis = timeoutMillis;
        this.packets = packets;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        timeout = context.executor().schedule(() -> {
            packets.failed(new IOException(stages.element().text + " was not ready in time"));
            context.close();
        }, timeoutMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent tls && !tls.isSuccess()) {
            fail(tls.cause());
        } else if (!stages.isEmpty() && isReady(stages.element(), event)) {
            stages.remove();
            if (stages.isEmpty()) {
                open(context);
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(cause);
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stop();
        packets.failed(new IOException(
                stages.element().text + " did not become ready: the connection was closed by the other side"));
        context.fireChannelInactive();
    }

    private void fail(Throwable cause) {
        packets.failed(Trouble.of(cause, stages.peek()));
    }

    private void open(ChannelHandlerContext context) {
        stop();
        context.fireChannelActive();
        context.pipeline().remove(this);
    }

    private void stop() {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }

    private static boolean isReady(Layers.Stage stage, Object event) {
        return switch (stage) {
            case PROXY -> ProxyLayer.isReady(event);
            case TLS -> event instanceof SslHandshakeCompletionEvent;
            case WEB_SOCKET -> WebSocketLayer.isReady(event);
        };
    }
}
