package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// A client that publishes numbers at QoS 1 and 2, loses its connection now and then, and knows what it has to send again:
/// for each QoS every number comes into the broker in order, and at QoS 2 once.
final class ChaosPublisher {

    private static final int WINDOW = 20;
    /// In the place of a message that the broker has, and that is to be released.
    private static final Publish RELEASED = Publish.of(Message.of("released", ""));

    private final URI address;
    private final String id;
    private final Version version;
    private final RandomGenerator random;
    private final int[] next = new int[3];
    private final Map<Integer, Publish> underWay = new LinkedHashMap<>();
    private int lastId;
    private volatile long said;
    private RawClient client;

    ChaosPublisher(URI address, int number, Version version, long seed) throws IOException {
        this.address = address;
        this.id = "publisher-" + number;
        this.version = version;
        this.random = new SplittableRandom(seed);
        this.client = connected(false);
    }

    /// How many numbers it has said; the broker has them all once [#drain] has returned. Any thread.
    long said() {
        return said;
    }

    /// One thing that a publisher does.
    void step() throws IOException {
        if (random.nextInt(150) == 0) {
            reconnect();
        } else if (underWay.size() >= WINDOW) {
            answer();
        } else {
            publish(1 + random.nextInt(2));
        }
    }

    /// Waits until the broker has all of it.
    void drain() throws IOException {
        while (!underWay.isEmpty()) {
            answer();
        }
        client.close();
    }

    private void publish(int qos) throws IOException {
        lastId = lastId % Packet.MAX_ID + 1;
        Message message = Message.of("chaos/" + id, qos + " " + next[qos]++).withQos(Qos.of(qos));
        said = next[1] + next[2];
        Publish publish = new Publish(message, false, lastId);
        underWay.put(lastId, publish);
        try {
            client.send(publish);
        } catch (SocketException lost) {
            reconnect();
        }
    }

    private void answer() throws IOException {
        switch (client.receive()) {
            case PubAck ack -> assertThat(underWay.remove(ack.packetId())).isNotNull();
            case PubRec ack -> {
                assertThat(underWay).containsKey(ack.packetId());
                underWay.put(ack.packetId(), RELEASED);
                client.send(new PubRel(ack.packetId()));
            }
            case PubComp ack -> underWay.remove(ack.packetId());
            case null -> reconnect();
            default -> throw new AssertionError("not for a publisher");
        }
    }

    private void reconnect() throws IOException {
        client.close();
        client = connected(true);
        for (Map.Entry<Integer, Publish> each : underWay.entrySet()) {
            Publish publish = each.getValue();
            client.send(publish.equals(RELEASED)
                    ? new PubRel(each.getKey())
                    : new Publish(publish.message(), true, each.getKey()));
        }
    }

    private RawClient connected(boolean present) throws IOException {
        RawClient young = new RawClient(address, version);
        young.send(TestBroker.keeping(version, id));
        ConnAck answer = young.receive(ConnAck.class);
        assertThat(answer.reason()).isEqualTo(ReasonCode.SUCCESS);
        assertThat(answer.sessionPresent()).isEqualTo(present);
        return young;
    }
}
