package tidings.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.PubAck;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.Version;

/// A client of MQTT 5.0 on a shard, whose every step a test takes by hand.
final class HandClient {

    private static final Properties KEPT = Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 1_000L);

    final RecordingOutbox outbox = new RecordingOutbox(Version.V5);
    final Peer peer;
    final ConnAck connAck;

    private HandClient(Shard shard, Connect connect) {
        Peer admitted = shard.admit(connect, connect.clientId(), outbox);
        assertThat(admitted).isNotNull();
        peer = admitted;
        connAck = outbox.next(ConnAck.class);
    }

    /// A client whose session is kept for a thousand seconds.
    static HandClient kept(Shard shard, String id, int receiveMaximum) {
        Properties properties = KEPT.with(Property.RECEIVE_MAXIMUM, receiveMaximum);
        return new HandClient(shard, new Connect(Version.V5, id, false, 0, null, null, null, properties));
    }

    static HandClient kept(Shard shard, String id) {
        return new HandClient(shard, new Connect(Version.V5, id, false, 0, null, null, null, KEPT));
    }

    /// A client whose session ends with its connection.
    static HandClient passing(Shard shard, String id) {
        return new HandClient(shard, Connect.of(Version.V5, id, true, 0));
    }

    HandClient subscribe(String filter, Qos qos) {
        peer.received(new Subscribe(1, List.of(Subscription.of(filter, qos)), Properties.NONE));
        outbox.next(SubAck.class);
        return this;
    }

    /// Publishes, and takes the acknowledgement.
    void publish(String topic, String text, Qos qos) {
        Message message = Message.of(topic, text).withQos(qos);
        peer.received(qos == Qos.AT_MOST_ONCE ? Publish.of(message) : new Publish(message, false, 1));
        peer.readComplete();
        if (qos == Qos.AT_LEAST_ONCE) {
            outbox.next(PubAck.class);
        }
    }

    /// The messages that came, none of them acknowledged.
    List<Publish> heard() {
        return outbox.publishes();
    }

    /// The texts that came, each acknowledged, with those that this made room for.
    List<String> hear() {
        List<Publish> all = heard();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).message().qos() == Qos.AT_LEAST_ONCE) {
                peer.received(new PubAck(all.get(i).packetId()));
                all.addAll(heard());
            }
        }
        return texts(all);
    }

    static List<String> texts(List<Publish> publishes) {
        return publishes.stream().map(publish -> publish.message().payload().asUtf8()).toList();
    }

    /// The connection is lost.
    void lose() {
        peer.closed(ReasonCode.SUCCESS);
    }

    @Nullable
    ReasonCode disconnected() {
        return outbox.disconnected();
    }
}
