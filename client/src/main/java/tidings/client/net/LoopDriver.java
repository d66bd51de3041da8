package tidings.client.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tidings.client.SocketOptions;
import tidings.client.net.Route.Hop;

/// Moves a client on one of a few event loops, which all clients of a program share. Their threads are daemons: a program
/// need not wait for them to end.
public final class LoopDriver implements Driver {

    private static final Logger LOG = System.getLogger(LoopDriver.class.getName());
    private static final int LOOP_COUNT = Math.min(4, Runtime.getRuntime().availableProcessors());

    private final IoKind io;
    private final EventLoop loop;
    private final boolean shared;
    private final TlsContexts contexts = new TlsContexts();
    private @Nullable Client client;
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> alarm;
    private boolean abandoned;

    /// Made when the first client is.
    private static final class Shared {
        static final IoKind IO = IoKind.best();
        static final EventLoopGroup LOOPS = loops(LOOP_COUNT, IO);
    }

    private record Socket(Channel channel) implements PacketHandler.Outlet {

        @Override
        public boolean isWritable() {
            return channel.isWritable();
        }

        @Override
        public void closeWhenSent() {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            channel.eventLoop().schedule(() -> channel.close(), CLOSING_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    private LoopDriver(IoKind io, EventLoop loop, boolean shared) {
        this.io = io;
        this.loop = loop;
        this.shared = shared;
    }

    /// Moves a client that never blocks. Where its handlers run on an event loop (of NIO), so does all the rest: then nothing
    /// changes threads between the socket and them.
    ///
    /// @param handlers where they run, or null
    public static LoopDriver beside(@Nullable Executor handlers) {
        return handlers instanceof IoEventLoop loop && loop.isIoType(NioIoHandler.class)
                ? new LoopDriver(IoKind.nio(), loop, true)
                : new LoopDriver(Shared.IO, Shared.LOOPS.next(), true);
    }

    /// Moves a client that may block, as it waits for a disk: on a thread of its own.
    public static LoopDriver alone() {
        return alone(Shared.IO);
    }

    static LoopDriver alone(IoKind io) {
        return new LoopDriver(io, loops(1, io).next(), false);
    }

    @Override
    public void start(Client moved) {
        client = moved;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public void connect(Target target) {
        abandoned = false;
        // Looking up a name or reading a file may take seconds, and would hold up everyone on this loop.
        Thread.ofVirtual().name("tidings-resolver").start(() -> {
            Runnable next;
            try {
                Route route = Route.find(target, contexts);
                next = () -> connect(target, route, 0);
            } catch (IOException none) {
                next = () -> client().closed(none);
            }
            if (!loop.isShuttingDown()) {
                loop.execute(next);
            }
        });
    }

    @Override
    public void abandon() {
        abandoned = true;
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public void alarmIn(long nanos) {
        if (alarm != null) {
            alarm.cancel(false);
        }
        alarm = nanos == Long.MAX_VALUE
                ? null
                : loop.schedule(() -> client().alarm(), Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        loop.execute(() -> {
            alarmIn(Long.MAX_VALUE);
            if (channel != null) {
                channel.close();
            }
            if (!shared) {
                loop.parent().shutdownGracefully(0, CLOSING_NANOS, TimeUnit.NANOSECONDS);
            }
        });
    }

    private void connect(Target target, Route route, int index) {
        Hop hop = route.hops().get(index);
        SocketAddress address = hop.address();
        if (Layers.proxy(target) != null) {
            address = hop.destination(); // the proxy's layer replaces it
        } else if (address instanceof UnixDomainSocketAddress unix) {
            address = io.unixAddress().apply(unix);
        }
        ChannelFuture connected = bootstrap(target, route)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        channel = made;
                        Layers.add(made, target, route, hop,
                                new PacketHandler(client(), made, target, new Socket(made)));
                    }
                })
                .connect(address);
        connected.addListener(result -> {
            if (!result.isSuccess() && !abandoned && index + 1 < route.hops().size()) {
                connect(target, route, index + 1);
            } else if (!result.isSuccess()) {
                client().closed(result.cause());
            }
        });
    }

    private Bootstrap bootstrap(Target target, Route route) {
        int timeout = (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(target.connectTimeoutNanos()));
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeout);
        if (route.hops().get(0).address() instanceof UnixDomainSocketAddress) {
            return bootstrap.channelFactory(io.unix());
        }
        SocketOptions options = target.transport().socket();
        SocketOptions.KeepAlive keepAlive = options.keepAlive();
        if (keepAlive != null) {
            keepAlive(bootstrap, keepAlive);
        }
        if (route.local() != null) {
            // else a port of one's own could not be used again for a minute after each connection
            bootstrap.option(ChannelOption.SO_REUSEADDR, true).localAddress(route.local());
        }
        return bootstrap.channelFactory(io.tcp()).option(ChannelOption.TCP_NODELAY, options.noDelay());
    }

    private static EventLoopGroup loops(int count, IoKind io) {
        return new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("tidings-client", true), io.handlers());
    }

    private void keepAlive(Bootstrap bootstrap, SocketOptions.KeepAlive wanted) {
        bootstrap.option(ChannelOption.SO_KEEPALIVE, true);
        IoKind.KeepAliveOptions options = io.keepAlive();
        if (options == null) {
            LOG.log(Level.WARNING, "With {0} TCP keep alive has the times of the system", io.name());
            return;
        }
        bootstrap.option(options.count(), wanted.count())
                .option(options.idle(), (int) wanted.idle().toSeconds())
                .option(options.interval(), (int) wanted.interval().toSeconds());
    }

    private Client client() {
        return Objects.requireNonNull(client, "start() comes first");
    }
}
