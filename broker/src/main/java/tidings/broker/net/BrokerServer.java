package tidings.broker.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tidings.broker.BrokerConfig;
import tidings.broker.BrokerException;
import tidings.broker.ListenerDetails;
import tidings.broker.session.Archive;
import tidings.broker.session.Census;
import tidings.broker.session.Inventory;
import tidings.broker.session.Policy;
import tidings.broker.session.QueuedBytes;
import tidings.broker.session.Restoration;
import tidings.broker.session.Router;
import tidings.broker.session.Shard;
import tidings.broker.session.SysTopics;
import tidings.broker.session.Totals;
import tidings.broker.store.SqliteSessionStore;
import tidings.storage.Durability;
import tidings.storage.StorageException;

/// The listeners of a broker and the loops behind them, wired together.
public final class BrokerServer implements AutoCloseable {

    private static final int BACKLOG = 4_096;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 64 * 1024);
    private static final long CLOSE_SECONDS = 5;
    /// Of a client that is faster than the note of where it came in.
    private static final URI NOWHERE = URI.create("mqtt://unknown");

    private final BrokerConfig config;
    private final @Nullable Archive archive;
    private final Door door;
    private final Gate gate;
    private final Policy policy;
    private final EventLoopGroup loops;
    private final Router router;
    private final Map<EventLoop, Home> homes = new HashMap<>();
    private final Map<Shard, Home> homesByShard = new HashMap<>();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final List<Channel> listeners = new ArrayList<>();
    private final List<URI> addresses = new ArrayList<>();
    private final Map<Channel, URI> places = new ConcurrentHashMap<>();
    private final Totals totals;

    private BrokerServer(BrokerConfig config, @Nullable Archive archive) {
        this.config = config;
        this.archive = archive;
        this.policy = new Policy(config.limits(), config.authorizer(), config.responseTopics());
        this.router = new Router(policy, archive);
        this.door = new Door(config, router.queued());
        this.gate = new Gate(config.limits(), System::nanoTime);
        this.loops = new MultiThreadIoEventLoopGroup(
                config.eventLoops(), new DefaultThreadFactory("tidings-broker"), Transport.BEST.handlers());
        buildHomes();
        this.totals = Totals.start(router);
    }

    /// Brings back what was there before, and starts to listen.
    ///
    /// @throws BrokerException if it cannot
    public static BrokerServer start(BrokerConfig config) {
        Archive archive = config.data() == null || config.durability() == Durability.MEMORY ? null : archive(config);
        BrokerServer server = new BrokerServer(config, archive);
        try {
            if (archive != null) {
                Restoration.of(server.router, archive);
            }
            config.listeners().forEach(server::listen);
            return server;
        } catch (BrokerException failure) {
            server.close();
            throw failure;
        }
    }

    private static Archive archive(BrokerConfig config) {
        Path folder = Objects.requireNonNull(config.data());
        try {
            return Archive.open(
                    SqliteSessionStore.open(folder, config.durability()), config.clock(), config.limits());
        } catch (StorageException failure) {
            throw new BrokerException(failure.getMessage() + " (--data " + folder + ")", failure);
        }
    }

    public List<URI> addresses() {
        return List.copyOf(addresses);
    }

    public int connections() {
        return connections.size();
    }

    @Override
    public void close() {
        listeners.forEach(listener -> listener.close().syncUninterruptibly());
        connections.forEach(channel -> {
            ConnectionHandler handler = channel.pipeline().get(ConnectionHandler.class);
            if (handler != null) {
                handler.shutDown();
            }
        });
        connections.newCloseFuture().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        router.drain(CLOSE_SECONDS);
        loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        if (archive != null) {
            archive.close();
        }
    }

    public Census census() {
        return new Census(router);
    }

    public Inventory inventory() {
        return new Inventory(router, config.clock());
    }

    public Totals totals() {
        return totals;
    }

    /// Where clients connect, and how many are connected there.
    public List<ListenerDetails> listeners() {
        Map<URI, Integer> counts = new HashMap<>();
        connections.forEach(channel -> counts.merge(listener(channel.parent()), 1, Integer::sum));
        return addresses.stream()
                .map(place -> new ListenerDetails(place, counts.getOrDefault(place, 0)))
                .toList();
    }

    /// Where a channel listens.
    URI listener(Channel listening) {
        URI place = places.get(listening);
        return place == null ? NOWHERE : place;
    }

    BrokerConfig config() {
        return config;
    }

    QueuedBytes queued() {
        return router.queued();
    }

    Policy policy() {
        return policy;
    }

    Door door() {
        return door;
    }

    /// Where a client's session lives.
    Home home(String clientId) {
        return known(homesByShard.get(router.home(clientId)));
    }

    /// What belongs to a loop.
    Home home(EventLoop loop) {
        return known(homes.get(loop));
    }

    private void buildHomes() {
        AtomicInteger sessions = new AtomicInteger();
        List<Shard> shards = new ArrayList<>();
        for (EventExecutor executor : loops) {
            EventLoop loop = (EventLoop) executor;
            Shard shard = new Shard(
                    shards.size(), config.eventLoops(), new NettyLoop(loop), router, config.limits(), sessions);
            Home home = new Home(loop, shard, new Flusher(loop));
            shards.add(shard);
            homes.put(loop, home);
            homesByShard.put(shard, home);
        }
        router.start(shards);
        if (!config.sysInterval().isZero()) {
            SysTopics.start(router, shards, config.sysInterval(), version());
        }
    }

    private void listen(URI uri) {
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(Transport.BEST.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(new InetSocketAddress(host(uri), uri.getPort()))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new BrokerException(
                    "Cannot listen at " + uri + ": " + reason(bound.cause()) + "; choose another address with --listen",
                    bound.cause());
        }
        listeners.add(bound.channel());
        int port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
        URI place = URI.create(uri.getScheme() + "://" + uri.getHost() + ":" + port);
        addresses.add(place);
        places.put(bound.channel(), place);
    }

    private void accept(Channel channel) {
        Gate.Visit visit = gate.enter(channel.remoteAddress());
        if (visit == null) {
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> visit.left());
        connections.add(channel);
        channel.pipeline().addLast(new ConnectionHandler(this, channel, visit));
    }

    private static InetAddress host(URI uri) {
        try {
            return InetAddress.getByName(uri.getHost());
        } catch (UnknownHostException unknown) {
            throw new BrokerException(
                    "Cannot listen at " + uri + ": there is no host " + uri.getHost()
                            + "; choose another address with --listen",
                    unknown);
        }
    }

    private static String reason(Throwable cause) {
        boolean taken = cause instanceof BindException || String.valueOf(cause.getMessage()).contains("in use");
        return taken ? "the port is taken" : String.valueOf(cause.getMessage());
    }

    private static String version() {
        String version = BrokerServer.class.getPackage().getImplementationVersion();
        return "tidings version " + (version == null ? "unknown" : version);
    }

    private static Home known(@Nullable Home home) {
        if (home == null) {
            throw new AssertionError("every loop is a home");
        }
        return home;
    }
}
