package tidings.broker.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.Listener;
import tidings.broker.session.Printable;
import tidings.broker.spi.ClientCertificate;

/// Where a connection waits until everything below its packets is ready: until its proxy has said where it comes from,
/// until TLS and WebSocket stand. Then its [ConnectionHandler] takes this place.
///
/// However slowly anything of this comes, one deadline holds for all of it and the login together.
final class Porch extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Porch.class);

    private final BrokerServer server;
    private final Channel channel;
    private final Listener listener;
    private final Deque<Layers.Stage> stages;
    private final long deadlineNanos;
    private final long cameNanos;
    private SocketAddress remote;
    private Gate.Visit visit;
    private @Nullable ClientCertificate certificate;
    private @Nullable Future<?> deadline;

    /// @param stages that are to come, in their order
    Porch(BrokerServer server, Channel channel, Arrival arrival, Deque<Layers.Stage> stages) {
        this.server = server;
        this.channel = channel;
        this.listener = arrival.listener();
        this.stages = stages;
        this.deadlineNanos = arrival.deadlineNanos();
        this.cameNanos = arrival.cameNanos();
        this.remote = arrival.remote();
        this.visit = arrival.visit();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        long left = deadlineNanos - System.nanoTime();
        deadline = channel.eventLoop().schedule(() -> {
            LOG.info("ip={} refused: {} was not there within {}", remote, stages.element().text,
                    server.limits().connectTimeout());
            channel.close();
        }, left, TimeUnit.NANOSECONDS);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        switch (event) {
            case ProxyLayer.Announced announced -> {
                if (announced.client() == null || isLetIn(announced.client())) {
                    ready(Layers.Stage.PROXY);
                }
            }
            case SslHandshakeCompletionEvent tls -> {
                if (tls.isSuccess()) {
                    certificate = certificate();
                    ready(Layers.Stage.TLS);
                } else {
                    refuse(tls.cause());
                }
            }
            case WebSocketLayer.Upgraded upgraded -> ready(Layers.Stage.WEB_SOCKET);
            default -> {}
        }
    }

    /// Nothing comes here before everything is ready.
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        refuse(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        LOG.debug("ip={} gone before {}", remote, stages.element().text);
        stop();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stop();
    }

    /// It is known where a connection really comes from: that is whose limits it is held to.
    private boolean isLetIn(SocketAddress client) {
        visit.left();
        remote = client;
        Gate.Visit real = server.gate().enter(client);
        if (real == null) {
            channel.close();
            return false;
        }
        visit = real;
        channel.closeFuture().addListener(closed -> real.left());
        return true;
    }

    private void ready(Layers.Stage stage) {
        if (stages.peek() != stage) {
            return;
        }
        stages.remove();
        if (stages.isEmpty()) {
            stop();
            Arrival arrival = new Arrival(listener, remote, certificate, visit, deadlineNanos, cameNanos);
            channel.pipeline().replace(this, null, new ConnectionHandler(server, channel, arrival));
        }
    }

    private @Nullable ClientCertificate certificate() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        try {
            List<X509Certificate> chain = Arrays.stream(tls.engine().getSession().getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toList();
            return new ClientCertificate(chain, Layers.isTrusted(listener));
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }

    private void refuse(Throwable cause) {
        if (stages.isEmpty()) {
            return;
        }
        Throwable why = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        LOG.info("ip={} refused: {} failed: {}", remote, stages.element().text,
                Printable.of(String.valueOf(why.getMessage())));
        channel.close();
    }

    private void stop() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }
}
