package tidings.broker.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.BrokerConfig;
import tidings.broker.BrokerException;
import tidings.broker.Limits;
import tidings.broker.Listener;
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
import tidings.broker.spi.Authenticator;
import tidings.broker.spi.Reloadable;
import tidings.broker.store.SqliteSessionStore;
import tidings.storage.Durability;
import tidings.storage.StorageException;

/// The listeners of a broker and the loops behind them, wired together.
public final class BrokerServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerServer.class);
    private static final long CLOSE_SECONDS = 5;

    private final BrokerConfig config;
    private final @Nullable Archive archive;
    private final Door door;
    private final Gate gate;
    private final EventLoopGroup loops;
    private final Router router;
    private final Map<EventLoop, Home> homes = new HashMap<>();
    private final Map<Shard, Home> homesByShard = new HashMap<>();
    private final ChannelGroup connections;
    private final Listeners listeners;
    private final Totals totals;

    private BrokerServer(BrokerConfig config, @Nullable Archive archive) {
        this.config = config;
        this.archive = archive;
        this.router = new Router(
                new Policy(config.limits(), config.authorizer(), config.responseTopics(), config.interceptors()),
                archive);
        this.door = new Door(config, router.queued(), this::limits);
        this.gate = new Gate(this::limits, System::nanoTime);
        Transport transport = Transport.of(config.io());
        this.loops = new MultiThreadIoEventLoopGroup(
                config.eventLoops(), new DefaultThreadFactory("tidings-broker"), transport.handlers());
        this.connections = new DefaultChannelGroup(loops.next());
        this.listeners = new Listeners(this, loops, transport);
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
            config.listeners().forEach(server.listeners::listen);
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
        return listeners.addresses();
    }

    public Optional<URI> plainAddress() {
        return listeners.plainAddress();
    }

    public int connections() {
        return connections.size();
    }

    /// A way in for connections that others carry.
    public SideDoor sideDoor(Listener terms) {
        return listeners.sideDoor(terms);
    }

    /// Reads again what the broker was made from.
    ///
    /// @return what went wrong
    public List<String> reload() {
        List<String> troubles = new ArrayList<>(listeners.reload());
        Stream.concat(config.authenticators().stream(), Stream.of(config.authorizer()))
                .filter(Reloadable.class::isInstance)
                .map(Reloadable.class::cast)
                .forEach(one -> {
                    try {
                        one.reload();
                    } catch (BrokerException failure) {
                        troubles.add(failure.getMessage() + "; what was read before stays");
                    }
                });
        troubles.forEach(LOG::error);
        router.recheck();
        return troubles;
    }

    @Override
    public void close() {
        listeners.stop();
        connections.forEach(channel -> {
            ConnectionHandler handler = channel.pipeline().get(ConnectionHandler.class);
            if (handler != null) {
                handler.shutDown();
            } else {
                channel.close(); // on its way in, or out
            }
        });
        connections.newCloseFuture().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        router.drain(CLOSE_SECONDS);
        loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        listeners.close();
        config.authenticators().forEach(Authenticator::close);
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
        connections.forEach(channel -> {
            URI place = place(channel);
            if (place != null) {
                counts.merge(place, 1, Integer::sum);
            }
        });
        return addresses().stream()
                .map(place -> new ListenerDetails(place, counts.getOrDefault(place, 0)))
                .toList();
    }

    /// Where a connection came in, with the port really taken.
    URI address(Channel connection, Listener listener) {
        URI place = place(connection);
        return place == null ? listener.uri() : place; // it was faster than the note of the port, or came by an entrance
    }

    private @Nullable URI place(Channel connection) {
        Channel listening = connection.parent();
        return listening == null ? null : listeners.address(listening);
    }

    /// Takes other limits from now on.
    public void limits(Limits changed) {
        router.limits(changed);
    }

    /// Those that hold now.
    Limits limits() {
        return router.policy().limits();
    }

    BrokerConfig config() {
        return config;
    }

    Gate gate() {
        return gate;
    }

    /// A connection was taken.
    void connected(Channel channel) {
        connections.add(channel);
    }

    QueuedBytes queued() {
        return router.queued();
    }

    Policy policy() {
        return router.policy();
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
