package tidings.broker.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a listener accepts connections, on the one loop where it does.
///
/// It notes when each came. The loops of two connections of one client may be behind by different times, so that the
/// CONNECT that was sent first is not always the one that is read first.
///
/// Where it cannot accept, mostly because the process may open no more files, nobody new is taken for a moment, the log says
/// why, and who is in is served on.
final class Acceptance extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Acceptance.class);
    private static final long PAUSE_SECONDS = 1;
    private static final AttributeKey<Long> CAME = AttributeKey.valueOf(Acceptance.class, "came");

    private final URI listener;

    Acceptance(URI listener) {
        this.listener = listener;
    }

    /// A connection comes now.
    static void note(Channel connection) {
        connection.attr(CAME).set(System.nanoTime());
    }

    /// When a connection came, as [System#nanoTime] counts.
    static long nanos(Channel connection) {
        return Objects.requireNonNull(connection.attr(CAME).get());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        note((Channel) accepted);
        context.fireChannelRead(accepted);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        ChannelConfig config = context.channel().config();
        config.setAutoRead(false);
        context.channel().eventLoop().schedule(() -> config.setAutoRead(true), PAUSE_SECONDS, TimeUnit.SECONDS);
        LOG.warn(
                "Connections to {} wait: {}. Where it is the number of open files, raise it: ulimit -n, or LimitNOFILE of"
                        + " the service",
                listener, failure.getMessage());
    }
}
