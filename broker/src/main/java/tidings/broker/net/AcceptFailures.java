package tidings.broker.net;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A listener that cannot accept, mostly because the process may open no more files: nobody new is taken for a moment, the
/// log says why, and who is in is served on.
final class AcceptFailures extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);
    private static final long PAUSE_SECONDS = 1;

    private final URI listener;

    AcceptFailures(URI listener) {
        this.listener = listener;
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
