package tidings.tinkerforge;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tidings.client.MqttClient;
import tidings.client.MqttConfig;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.mqtt.Subscription;
import tidings.mqtt.Version;
import tidings.tinkerforge.daemon.BrickDaemon;
import tidings.tinkerforge.daemon.DaemonAddress;
import tidings.tinkerforge.gateway.Announcer;
import tidings.tinkerforge.gateway.Bridge;
import tidings.tinkerforge.gateway.DashboardAnnouncer;
import tidings.tinkerforge.gateway.Feed;
import tidings.tinkerforge.gateway.FirstMessages;
import tidings.tinkerforge.gateway.HomeAssistantAnnouncer;
import tidings.tinkerforge.gateway.Style;
import tidings.tinkerforge.json.JsonException;
import tidings.tinkerforge.json.PythonText;
import tidings.tinkerforge.json.Utf8Text;
import tidings.tinkerforge.tfp.Packet;

/// A gateway between an MQTT broker and a Brick Daemon: takes the place of tinkerforge_mqtt.
///
/// ```java
/// GatewayConfig config = GatewayConfig.builder().mqtt(m -> m.server("mqtt://localhost")).build();
/// try (Gateway gateway = Gateway.start(config)) {
///     gateway.ended().join();
/// }
/// ```
///
/// It waits for broker and daemon as long as it takes, at the start and after each loss. First the broker, then the daemon.
/// Everything happens on one event loop; any thread may call what is here.
public final class Gateway implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Gateway.class.getName());
    private static final long FIRST_DELAY_SECONDS = 1;
    private static final long LONGEST_DELAY_SECONDS = 120;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);
    private static final String NOTHING = "null";
    private static final String NOT_READ = "Could not read init file: ";
    private static final String RESTART = "callback/bindings/restart";
    private static final String SHUTDOWN = "callback/bindings/shutdown";
    private static final String LAST_WILL = "callback/bindings/last_will";

    private final GatewayConfig config;
    private final FirstMessages first;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final BrickDaemon daemon;
    private final Bridge bridge;
    private final MqttClient client;
    private final @Nullable MqttClient dashboard;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private long delaySeconds = FIRST_DELAY_SECONDS;
    private boolean restarted;
    private boolean listening;
    private boolean daemonSeen;
    private boolean closed;

    private Gateway(GatewayConfig config, FirstMessages first) {
        this.config = config;
        this.first = first;
        this.group = new MultiThreadIoEventLoopGroup(1, (Runnable task) -> {
            Thread thread = new Thread(task, "tidings-tinkerforge");
            thread.setDaemon(true);
            return thread;
        }, NioIoHandler.newFactory());
        this.loop = group.next();
        GatewayConfig.Limits limits = config.limits();
        DaemonAddress address = new DaemonAddress(
                config.daemonHost(), config.daemonPort(), config.secret(), config.timeout(), limits.waitingForOne(),
                limits.waitingForAll(), limits.longestDelay());
        this.daemon = new BrickDaemon(address, loop, new DaemonEvents());
        Style style = new Style(config.symbolic(), config.longsAsText(), config.showPayload());
        this.bridge = new Bridge(config.prefix(), daemon, this::publish, style, limits.devices());
        this.client = MqttClient.of(mqtt());
        this.dashboard = dashboard();
        announce();
    }

    /// The connection to the device server, if there is to be one.
    private @Nullable MqttClient dashboard() {
        UnaryOperator<MqttConfig.Builder> deviceServer = config.dashboards().deviceServer();
        return deviceServer == null
                ? null
                : MqttClient.of(deviceServer.apply(MqttClient.builder())
                        .reconnect(reconnect -> reconnect.firstConnect(true))
                        .executor(loop)
                        .config());
    }

    private void announce() {
        GatewayConfig.Dashboards to = config.dashboards();
        List<Announcer> announcers = new ArrayList<>();
        MqttClient server = dashboard;
        if (server != null) {
            announcers.add(new DashboardAnnouncer(
                    (topic, payload) -> server.publish(Message.of(topic, payload).withQos(Qos.AT_LEAST_ONCE))));
        }
        if (to.homeAssistant() != null) {
            announcers.add(new HomeAssistantAnnouncer(to.homeAssistant(), config.prefix(),
                    (topic, payload) -> client.publish(Message.of(topic, payload).withRetain(true)),
                    (topic, payload) -> bridge.message(topic, Bytes.utf8(payload))));
        }
        bridge.announce(new Feed(to.callbacks(), to.period().toMillis()), announcers);
    }

    private MqttConfig mqtt() {
        return config.mqtt()
                .apply(MqttClient.builder().version(Version.V3_1_1).keepAlive(KEEP_ALIVE))
                .will(Message.of(config.prefix() + LAST_WILL, NOTHING))
                .executor(loop)
                .config();
    }

    /// Starts it. Returns at once; what takes time goes on behind.
    ///
    /// @throws GatewayException if the file with the first messages cannot be read
    public static Gateway start(GatewayConfig config) {
        Path file = config.initFile();
        Gateway gateway = new Gateway(config, file == null ? FirstMessages.NONE : read(file));
        gateway.client.onMessage(received -> gateway.bridge.message(received.topic(), received.payload()));
        gateway.client.onConnected(connected -> gateway.brokerConnected());
        gateway.loop.execute(gateway::connectToBroker);
        if (gateway.dashboard != null) {
            gateway.dashboard.connect();
        }
        return gateway;
    }

    private static FirstMessages read(Path file) {
        try {
            return FirstMessages.read(Utf8Text.decode(Files.readAllBytes(file)));
        } catch (NoSuchFileException none) {
            throw initFile("[Errno 2] No such file or directory: " + PythonText.quoted(file.toString()));
        } catch (IOException unreadable) {
            throw initFile(String.valueOf(unreadable.getMessage()));
        } catch (Utf8Text.NotUtf8Exception | JsonException wrong) {
            throw initFile(String.valueOf(wrong.getMessage()));
        } catch (IllegalArgumentException other) {
            throw new GatewayException(GatewayException.Reason.FAILED, NOT_READ + other.getMessage());
        }
    }

    private static GatewayException initFile(String why) {
        return new GatewayException(GatewayException.Reason.INIT_FILE, NOT_READ + why);
    }

    /// Completes when the gateway is closed; fails with a [GatewayException] when it cannot go on.
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /// Whether both broker and daemon are there, and requests are heard.
    public CompletableFuture<Boolean> connected() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        loop.execute(() -> answer.complete(client.state() == MqttClient.State.CONNECTED && listening
                && daemon.state() == BrickDaemon.State.CONNECTED));
        return answer;
    }

    private void connectToBroker() {
        client.connect().whenCompleteAsync((connected, failure) -> {
            if (failure == null || closed) {
                return;
            }
            if (delaySeconds == FIRST_DELAY_SECONDS) {
                LOG.log(Level.WARNING, "The broker cannot be reached, trying on: {0}", failure.getMessage());
            }
            loop.schedule(() -> {
                if (!closed) {
                    connectToBroker();
                }
            }, delaySeconds, TimeUnit.SECONDS);
            delaySeconds = Math.min(2 * delaySeconds, LONGEST_DELAY_SECONDS);
        }, loop);
    }

    /// The first time; later the client subscribes by itself.
    private void brokerConnected() {
        if (restarted) {
            return;
        }
        LOG.log(Level.INFO, "Connected to the broker");
        restarted = true;
        subscribe("request/#", "register/#").thenRunAsync(() -> listening = true, loop);
        publish(config.prefix() + RESTART, NOTHING);
        subscribe(RESTART);
        if (handle(first.before())) {
            daemon.connect();
        }
    }

    private CompletableFuture<?> subscribe(String... filters) {
        List<Subscription> subscriptions = List.of(filters)
                .stream()
                .map(filter -> Subscription.of(config.prefix() + filter, Qos.AT_MOST_ONCE))
                .toList();
        return client.subscribe(subscriptions).whenComplete((granted, failure) -> {
            if (failure != null) {
                LOG.log(Level.ERROR, "Could not subscribe to {0}: {1}", List.of(filters), failure.getMessage());
            }
        });
    }

    /// Handles messages of the file.
    ///
    /// @return false if one of them is none, and the gateway ends
    private boolean handle(List<FirstMessages.First> messages) {
        for (FirstMessages.First message : messages) {
            String mistake = message.mistake();
            if (mistake != null) {
                ended.completeExceptionally(initFile(mistake));
                return false;
            }
            bridge.message(message.topic(), Bytes.utf8(message.payload()));
        }
        return true;
    }

    private void publish(String topic, String payload) {
        try {
            client.publish(Message.of(topic, payload));
        } catch (IllegalArgumentException tooLong) { // an answer's topic is longer than that of its request
            LOG.log(Level.ERROR, "Cannot answer: {0}", tooLong.getMessage());
        }
    }

    /// What the daemon says, on the event loop.
    private final class DaemonEvents implements BrickDaemon.Listener {

        @Override
        public void connected(BrickDaemon.ConnectReason reason) {
            bridge.connected(reason);
            if (!daemonSeen) {
                daemonSeen = true;
                handle(first.after());
            }
        }

        @Override
        public void disconnected(BrickDaemon.DisconnectReason reason) {
            bridge.disconnected(reason);
        }

        @Override
        public void notAuthenticated() {
            LOG.log(Level.ERROR, "Could not authenticate.");
            if (!daemonSeen) {
                ended.completeExceptionally(new GatewayException(
                        GatewayException.Reason.NOT_AUTHENTICATED, "Could not authenticate."));
            }
        }

        @Override
        public void callback(Packet packet) {
            bridge.callback(packet);
        }
    }

    /// Takes leave of daemon and broker, in this order. Waits for it, some seconds at most.
    @Override
    public void close() {
        if (group.isShuttingDown()) {
            return;
        }
        loop.submit(() -> {
            closed = true;
            daemon.close();
        }).syncUninterruptibly();
        loop.submit(() -> publish(config.prefix() + SHUTDOWN, NOTHING)).syncUninterruptibly();
        client.close();
        if (dashboard != null) {
            dashboard.close();
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        ended.complete(null);
    }
}
