package tidings.broker.session;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.broker.Limits;
import tidings.broker.spi.Downlink;
import tidings.broker.spi.Mount;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.PingReq;
import tidings.mqtt.PingResp;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.UnsubAck;
import tidings.mqtt.Unsubscribe;
import tidings.mqtt.Version;
import tidings.mqtt.flow.IncomingFlow;

/// One connection of a client whose session is a [Mount]: MQTT is done here, what it means is the mount's.
///
/// Messages to the client go through a [Session] that ends with the connection and is on no list: the same queue, the same
/// flow.
public final class MountedPeer implements Peer, Downlink, Visitor {

    private final Mount mount;
    private final Connect connect;
    private final Version version;
    private final String clientId;
    private final SocketAddress remote;
    private final int maximumPacketSize;
    private final Outbox outbox;
    private final Limits limits;
    private final Loop loop;
    private final Session session;
    private final Inbound inbound;
    private boolean closed;

    /// @param maximumPacketSize bytes of a whole packet that this client may send
    public MountedPeer(
            Mount mount, Connect connect, String clientId, SocketAddress remote, int maximumPacketSize, Outbox outbox,
            Shard shard, Limits limits) {
        this.mount = mount;
        this.connect = connect;
        this.version = connect.version();
        this.clientId = clientId;
        this.remote = remote;
        this.maximumPacketSize = maximumPacketSize;
        this.outbox = outbox;
        this.limits = limits;
        this.loop = shard.loop();
        this.session = new Session(clientId, shard, limits);
        this.inbound = new Inbound(version, limits, loop, outbox, new IncomingFlow(), SessionLog.none());
    }

    /// Sends the CONNACK and tells the mount.
    public void open() {
        session.connected(outbox, version, connect.properties(), limits);
        outbox.send(ConnAck.accepted(false, connAckProperties()));
        session.shard().came(this);
        mount.opened(this);
    }

    @Override
    public void received(Packet packet) {
        switch (packet) {
            case Publish publish -> inbound.publish(publish, mount::publish);
            case Subscribe subscribe -> subscribe(subscribe);
            case Unsubscribe unsubscribe -> unsubscribe(unsubscribe);
            case Disconnect disconnect -> outbox.disconnect(ReasonCode.SUCCESS);
            default -> {
                mount.heard();
                answered(packet);
            }
        }
    }

    private void answered(Packet packet) {
        switch (packet) {
            case PubAck ack -> session.underWay().onPubAck(ack.packetId(), loop.nanoTime());
            case PubRec ack -> session.underWay().onPubRec(ack.packetId(), ack.reason(), loop.nanoTime());
            case PubRel release -> inbound.release(release);
            case PubComp ack -> session.underWay().onPubComp(ack.packetId(), loop.nanoTime());
            case PingReq ping -> outbox.send(PingResp.INSTANCE);
            default -> outbox.disconnect(ReasonCode.PROTOCOL_ERROR); // AUTH without a method, the only one left
        }
    }

    @Override
    public void writable() {
        session.flow(loop.nanoTime());
    }

    @Override
    public void readComplete() {}

    @Override
    public void closed(ReasonCode reason) {
        closed = true;
        inbound.close();
        session.disconnected();
        session.shard().left(this);
        mount.closed();
    }

    @Override
    public void shutDown() {
        outbox.disconnect(ReasonCode.SERVER_SHUTTING_DOWN);
    }

    @Override
    public void publish(Message message) {
        onLoop(() -> session.deliver(message, null, loop.nanoTime()));
    }

    @Override
    public void publish(Message message, Receipt receipt) {
        onLoop(() -> session.deliver(message, receipt, loop.nanoTime()));
    }

    @Override
    public void disconnect(ReasonCode reason) {
        onLoop(() -> outbox.disconnect(reason));
    }

    @Override
    public Version version() {
        return version;
    }

    @Override
    public String clientId() {
        return clientId;
    }

    @Override
    public SocketAddress remote() {
        return remote;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public Connect connect() {
        return connect;
    }

    @Override
    public Connection connection() {
        return outbox.connection();
    }

    @Override
    public @Nullable String userName() {
        return null; // what it logged in with may be a secret
    }

    @Override
    public void kick(ReasonCode reason) {
        disconnect(reason);
    }

    private void onLoop(Runnable task) {
        if (loop.isCurrent()) {
            if (!closed) {
                task.run();
            }
        } else {
            loop.execute(() -> {
                if (!closed) {
                    task.run();
                }
            });
        }
    }

    private void subscribe(Subscribe subscribe) {
        List<ReasonCode> reasons = new ArrayList<>();
        for (Subscription subscription : subscribe.subscriptions()) {
            reasons.add(mount.subscribe(subscription));
        }
        outbox.send(new SubAck(subscribe.packetId(), reasons, Properties.NONE));
    }

    private void unsubscribe(Unsubscribe unsubscribe) {
        List<ReasonCode> reasons = new ArrayList<>();
        for (TopicFilter filter : unsubscribe.filters()) {
            reasons.add(mount.unsubscribe(filter));
        }
        outbox.send(new UnsubAck(
                unsubscribe.packetId(), version.hasProperties() ? reasons : List.of(), Properties.NONE));
    }

    private Properties connAckProperties() {
        Properties.Builder told =
                Terms.connAck(connect, clientId, Duration.ZERO, maximumPacketSize, limits, null);
        return version.hasProperties()
                ? told.add(Property.SHARED_SUBSCRIPTION_AVAILABLE, false).build()
                : Properties.NONE;
    }
}
