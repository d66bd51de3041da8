package tidings.broker.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import tidings.broker.BrokerException;
import tidings.broker.Listener;
import tidings.broker.Listener.Scheme;

/// The listeners of a broker, listening.
///
/// Used by the thread that starts and stops the broker; connections are taken on any loop.
final class Listeners implements AutoCloseable {

    private static final int BACKLOG = 4_096;
    static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 64 * 1024);

    private final BrokerServer server;
    private final EventLoopGroup loops;
    private final Transport transport;
    private final ThreadPoolExecutor handshakes = Handshakes.threads();
    private final List<Open> open = new ArrayList<>();
    private final Map<Channel, URI> addresses = new ConcurrentHashMap<>();

    /// One that listens.
    ///
    /// @param address really taken
    private record Open(Listener listener, URI address, Channel channel, @Nullable TlsContext tls) {}

    Listeners(BrokerServer server, EventLoopGroup loops, Transport transport) {
        this.server = server;
        this.loops = loops;
        this.transport = transport;
    }

    List<URI> addresses() {
        return open.stream().map(Open::address).toList();
    }

    /// Where one listens, or null where it is not known yet. Any thread may ask.
    @Nullable
    URI address(Channel listening) {
        return addresses.get(listening);
    }

    /// Where programs of this machine connect without TLS, WebSocket and PROXY headers; empty where they cannot.
    Optional<URI> plainAddress() {
        return open.stream()
                .filter(one -> one.listener.scheme() == Scheme.MQTT || one.listener.scheme() == Scheme.UNIX)
                .filter(one -> !one.listener.proxyProtocol())
                .map(one -> fromHere(one.address))
                .findFirst();
    }

    /// @throws BrokerException if it cannot listen there
    void listen(Listener listener) {
        TlsContext tls = listener.tls() == null ? null : new TlsContext(listener, listener.tls(), handshakes);
        boolean isUnix = listener.scheme() == Scheme.UNIX;
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(isUnix ? transport.unix() : transport.tcp())
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(new Acceptance(listener.uri()))
                .childHandler(acceptor(admittance(listener), tls));
        if (isUnix) {
            removeLeftOver(listener);
        } else {
            bootstrap.option(ChannelOption.SO_REUSEADDR, true)
                    .option(ChannelOption.SO_BACKLOG, BACKLOG)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.SO_KEEPALIVE, true);
        }
        ChannelFuture bound = bootstrap.bind(place(listener)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new BrokerException(
                    "Cannot listen at " + listener.uri() + ": " + reason(bound.cause())
                            + "; choose another address with --listen",
                    bound.cause());
        }
        URI address = address(listener, bound.channel());
        addresses.put(bound.channel(), address);
        open.add(new Open(listener, address, bound.channel(), tls));
    }

    /// Reads again what they were made from. What cannot be read leaves them as they are.
    ///
    /// @return what went wrong, in words for the operator
    List<String> reload() {
        List<String> troubles = new ArrayList<>();
        for (Open one : open) {
            try {
                if (one.tls != null) {
                    one.tls.reload();
                }
            } catch (IOException failure) {
                troubles.add("The certificates of " + one.address + " stay as they are: " + failure.getMessage());
            }
        }
        return troubles;
    }

    /// Takes no more connections.
    void stop() {
        for (Open one : open) {
            one.channel.close().syncUninterruptibly();
            if (one.listener.scheme() == Scheme.UNIX) {
                delete(one.listener.socket());
            }
        }
    }

    /// Frees the rest, when no connection is left.
    @Override
    public void close() {
        handshakes.shutdownNow();
    }

    /// A way in for connections that others carry, on the terms of a listener but for how bytes come: they are packets.
    SideDoor sideDoor(Listener terms) {
        Admittance admittance = new Admittance(terms);
        return new SideDoor(loops,
                channel -> accept(channel, admittance, channel.remoteAddress(), new ArrayDeque<>(), null));
    }

    /// Who listens everywhere is reached on this machine.
    private static URI fromHere(URI address) {
        String host = address.getHost();
        boolean everywhere = "0.0.0.0".equals(host) || "[::]".equals(host) || "[0:0:0:0:0:0:0:0]".equals(host);
        return everywhere ? URI.create("mqtt://127.0.0.1:" + address.getPort()) : address;
    }

    private static Admittance admittance(Listener listener) {
        try {
            return new Admittance(listener);
        } catch (IllegalArgumentException wrong) {
            throw new BrokerException(
                    "Cannot listen at " + listener.uri() + ": " + wrong.getMessage() + " (--listen)", wrong);
        }
    }

    private ChannelInitializer<Channel> acceptor(Admittance admittance, @Nullable TlsContext tls) {
        Listener listener = admittance.listener();
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                SocketAddress remote = listener.scheme() == Scheme.UNIX
                        ? UnixDomainSocketAddress.of(listener.socket())
                        : channel.remoteAddress();
                accept(channel, admittance, remote, Layers.stages(listener), tls);
            }
        };
    }

    private void accept(
            Channel channel, Admittance admittance, SocketAddress remote, Deque<Layers.Stage> stages,
            @Nullable TlsContext tls) {
        Listener listener = admittance.listener();
        if (!admittance.enter(channel, remote)) {
            channel.close();
            return;
        }
        Gate.Visit visit = server.gate().enter(stages.contains(Layers.Stage.PROXY) ? null : remote);
        if (visit == null) {
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> visit.left());
        server.connected(channel);
        long deadline = System.nanoTime() + server.limits().connectTimeout().toNanos();
        Arrival arrival = new Arrival(listener, remote, null, visit, deadline, Acceptance.nanos(channel));
        if (stages.isEmpty()) {
            channel.pipeline().addLast(new ConnectionHandler(server, channel, arrival));
        } else {
            Layers.add(channel, listener, tls, server.limits().packetBytes());
            channel.pipeline().addLast(new Porch(server, channel, arrival, stages));
        }
    }

    private SocketAddress place(Listener listener) {
        URI uri = listener.uri();
        if (listener.scheme() == Scheme.UNIX) {
            return transport.unix(listener.socket());
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(uri.getHost()), uri.getPort());
        } catch (UnknownHostException unknown) {
            throw new BrokerException(
                    "Cannot listen at " + uri + ": there is no host " + uri.getHost()
                            + "; choose another address with --listen",
                    unknown);
        }
    }

    private static URI address(Listener listener, Channel bound) {
        URI uri = listener.uri();
        return bound.localAddress() instanceof InetSocketAddress taken
                ? URI.create(uri.getScheme() + "://" + uri.getHost() + ":" + taken.getPort() + uri.getRawPath())
                : uri;
    }

    /// A socket that a broker left behind that was killed is in the way. Whatever else is there is not ours to remove; Netty
    /// would.
    private static void removeLeftOver(Listener listener) {
        Path socket = listener.socket();
        if (!Files.exists(socket)) {
            return;
        }
        boolean isFile = Files.isRegularFile(socket) || Files.isDirectory(socket);
        if (isFile || isAnswered(socket)) {
            throw new BrokerException("Cannot listen at " + listener.uri() + ": there is "
                    + (isFile ? "a file" : "somebody who listens") + "; choose another path with --listen");
        }
        delete(socket);
    }

    private static boolean isAnswered(Path socket) {
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    private static void delete(Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException stays) {
            // nothing depends on it
        }
    }

    private static String reason(Throwable cause) {
        boolean taken = cause instanceof BindException || String.valueOf(cause.getMessage()).contains("in use");
        return taken ? "the port is taken" : String.valueOf(cause.getMessage());
    }
}
