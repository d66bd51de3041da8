package tidings.bridge;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.bridge.BridgeConfig.Local;
import tidings.bridge.BridgeConfig.Notifications;
import tidings.broker.Broker;
import tidings.client.Connected;
import tidings.client.ConnectionLostException;
import tidings.client.Disconnected;
import tidings.client.MqttClient;
import tidings.client.MqttClient.State;
import tidings.client.MqttConfig;
import tidings.mqtt.Message;
import tidings.mqtt.Property.Pair;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Subscription;
import tidings.mqtt.Subscription.RetainHandling;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;
import tidings.mqtt.Version;

/// Joins a broker to another one, until it is closed.
///
/// ```java
/// try (Broker broker = Broker.start(brokerConfig); Bridge bridge = Bridge.start(broker, config)) {
///     ...
/// }
/// ```
///
/// A bridge is a client of both. It has a session on either side, so that what is published at QoS 1 and 2 while it is away,
/// or the other broker is, waits in the session where it was published, within that broker's limits and as durable as its
/// sessions are. Messages that are on their way when the bridge's process is killed may cross twice; otherwise each quality
/// holds from end to end. At QoS 0 a message crosses while both brokers are there.
///
/// Any thread may call.
public final class Bridge implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);
    private static final String MARK = "tidings-bridge";
    private static final Duration LOCAL_DELAY = Duration.ofSeconds(1);

    private final BridgeConfig config;
    private final MqttClient local;
    private final MqttClient remote;
    private final Relay out;
    private final Relay in;
    private volatile boolean joinedLocal;
    private volatile boolean joinedRemote;

    /// What a bridge has done since it was started.
    ///
    /// @param connected whether it stands: both brokers have let it in, and know what it wants to hear
    /// @param droppedOut messages that could not cross, of any quality
    public record Status(
            String name, boolean connected, long forwardedOut, long forwardedIn, long droppedOut, long droppedIn) {}

    private Bridge(URI localAddress, BridgeConfig config) {
        this.config = config;
        local = MqttClient.of(local(localAddress, config));
        remote = MqttClient.of(config.remote());
        Pair mark = config.marked() ? new Pair(MARK, config.remote().clientId()) : null;
        Echoes remoteEchoes = new Echoes();
        Echoes none = new Echoes(); // the local broker has No Local
        out = new Relay(config.name(), first(BridgeTopic::toRemote), remote, mark, config.outgoingRetain(), none,
                remoteEchoes);
        in = new Relay(config.name(), first(BridgeTopic::toLocal), local, mark, true, remoteEchoes, none);
    }

    /// Joins a broker of this process to the one that a configuration names. Returns at once: connections are made, and made
    /// again, from here on.
    ///
    /// @throws IllegalStateException if the broker has no listener for plain MQTT ([Broker#plainAddress])
    public static Bridge start(Broker broker, BridgeConfig config) {
        URI address = broker.plainAddress()
                .orElseThrow(() -> new IllegalStateException("The bridge " + config.name()
                        + " reaches its own broker without TLS, for which there is no listener"));
        return start(address, config);
    }

    /// Joins a broker that is anywhere.
    ///
    /// @param localAddress of the broker that the configuration calls local, as `mqtt://127.0.0.1:1883`
    public static Bridge start(URI localAddress, BridgeConfig config) {
        Bridge bridge = new Bridge(localAddress, config);
        bridge.begin();
        return bridge;
    }

    /// How it stands.
    public Status status() {
        return new Status(
                config.name(), stands(), out.forwarded(), in.forwarded(),
                out.dropped(), in.dropped());
    }

    /// Leaves both brokers, after what is on its way, for which it waits a few seconds at most.
    @Override
    public void close() {
        joinedRemote = false;
        tell();
        remote.close();
        local.close();
    }

    private void begin() {
        local.onMessage(out::received);
        remote.onMessage(in::received);
        local.onConnected(this::connectedLocal);
        local.onDisconnected(how -> {
            joinedLocal = false;
            lost("its own broker", how);
        });
        remote.onConnected(this::connectedRemote);
        remote.onDisconnected(how -> {
            joinedRemote = false;
            lost(config.remote().servers().toString(), how);
        });
        local.connect();
        remote.connect();
    }

    private void connectedLocal(Connected how) {
        in.connected(how, false);
        subscribe(local, topic -> topic.direction().isOut(), BridgeTopic::localFilter, () -> joinedLocal = true);
    }

    private void connectedRemote(Connected how) {
        LOG.info("bridge={} is connected to {} with MQTT {}", config.name(), config.remote().servers(),
                words(how.version()));
        out.connected(how, config.topics().stream().anyMatch(topic -> topic.direction().isIn()));
        subscribe(remote, topic -> topic.direction().isIn(), BridgeTopic::remoteFilter, () -> joinedRemote = true);
    }

    private void lost(String whom, Disconnected how) {
        if (how.by() != Disconnected.By.CLIENT) {
            LOG.warn("bridge={} is not connected to {}: {}", config.name(), whom, how.text());
        }
        if (how.wasConnected()) {
            tell();
        }
    }

    /// Tells those who are there how it stands; in the order in which it changes.
    private synchronized void tell() {
        Notifications notifications = config.notifications();
        if (notifications == null) {
            return;
        }
        Message state = BridgeConfig.state(notifications, stands());
        if (local.state() == State.CONNECTED) {
            local.publish(state);
        }
        if (remote.state() == State.CONNECTED && !notifications.localOnly()) {
            remote.publish(state);
        }
    }

    private boolean stands() {
        return joinedLocal && joinedRemote;
    }

    /// Subscribes, also where there is a session: what crosses may have changed since. Retained messages come with a new
    /// subscription only, where the broker knows the difference.
    private void subscribe(
            MqttClient client, Predicate<BridgeTopic> which, Function<BridgeTopic, TopicFilter> filter,
            Runnable joined) {
        List<Subscription> wanted = config.topics()
                .stream()
                .filter(which)
                .map(topic -> new Subscription(filter.apply(topic), topic.qos(), true, true,
                        RetainHandling.SEND_IF_NEW))
                .toList();
        if (wanted.isEmpty()) {
            joined.run();
            tell();
            return;
        }
        client.subscribe(wanted).whenComplete((ack, failure) -> {
            boolean refused = ack == null || ack.reasons().stream().anyMatch(ReasonCode::isError);
            if (refused) {
                LOG.warn("bridge={} may not subscribe to all of {}: {}", config.name(),
                        wanted.stream().map(Subscription::filter).toList(), ack == null ? failure : ack.reasons());
            }
            if (!(failure instanceof ConnectionLostException)) {
                joined.run();
                tell();
            }
        });
    }

    private Function<TopicName, @Nullable String> first(Naming naming) {
        return topic -> {
            for (BridgeTopic each : config.topics()) {
                String name = naming.name(each, topic);
                if (name != null) {
                    return name;
                }
            }
            return null;
        };
    }

    /// What a bridge's topic makes of a name.
    private interface Naming {
        @Nullable
        String name(BridgeTopic topic, TopicName name);
    }

    private static MqttConfig local(URI address, BridgeConfig config) {
        boolean clean = config.remote().cleanStart();
        Local who = config.local();
        return MqttClient.builder()
                .server(address.toString())
                .version(Version.V5)
                .clientId(who.clientId())
                .credentials(who.userName(), who.password())
                .cleanStart(clean)
                .sessionExpiry(clean ? Duration.ZERO : MqttConfig.NEVER)
                .reconnect(r -> r.delay(LOCAL_DELAY, LOCAL_DELAY.multipliedBy(2)).firstConnect(true))
                .resubscribe(false)
                .manualAck()
                .config();
    }

    private static String words(Version version) {
        return switch (version) {
            case V3_1 -> "3.1";
            case V3_1_1 -> "3.1.1";
            case V5 -> "5.0";
        };
    }
}
