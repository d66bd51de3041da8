package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Packet;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.Version;

/// A client that hears what the publishers say, through kills, takeovers and pauses: at QoS 2 each number once and in
/// order, at QoS 1 none missing.
final class ChaosSubscriber {

    private final URI address;
    private final String id;
    private final Version version;
    private final RandomGenerator random;
    private final Map<String, int[]> next = new HashMap<>();
    private final Set<Integer> held = new HashSet<>();
    private volatile RawClient client;
    private volatile long heard;

    ChaosSubscriber(URI address, int number, Version version, long seed) throws IOException {
        this.address = address;
        this.id = "subscriber-" + number;
        this.version = version;
        this.random = new SplittableRandom(seed);
        this.client = connected(false);
        client.subscribe("chaos/#", Qos.EXACTLY_ONCE);
    }

    /// How many numbers were heard for the first time. Any thread.
    long heard() {
        return heard;
    }

    /// Ends it, where it waits for more. Any thread.
    void close() throws IOException {
        client.close();
    }

    /// One thing that a subscriber does; blocks while there is nothing to hear.
    void step() throws IOException {
        switch (random.nextInt(400)) {
            case 0 -> {
                client.close();
                client = connected(true);
            }
            case 1 -> {
                RawClient old = client;
                client = connected(true);
                old.close();
            }
            case 2 -> TestBroker.pass(Duration.ofMillis(random.nextInt(50)));
            default -> {
                try {
                    receive();
                } catch (SocketException lost) {
                    client = connected(true);
                }
            }
        }
    }

    private void receive() throws IOException {
        switch (client.receive()) {
            case Publish publish when publish.message().qos() == Qos.AT_LEAST_ONCE -> {
                hear(publish);
                client.send(new PubAck(publish.packetId()));
            }
            case Publish publish -> {
                if (held.add(publish.packetId())) {
                    hear(publish);
                }
                client.send(new PubRec(publish.packetId()));
            }
            case PubRel release -> {
                held.remove(release.packetId());
                client.send(new PubComp(release.packetId()));
            }
            case null -> throw new SocketException("closed");
            case Packet other -> throw new AssertionError("not for a subscriber: " + other);
        }
    }

    private void hear(Publish publish) {
        String[] words = publish.message().payload().asUtf8().split(" ", 2);
        int qos = Integer.parseInt(words[0]);
        int number = Integer.parseInt(words[1]);
        int[] expected = next.computeIfAbsent(publish.message().topic().text(), any -> new int[3]);
        if (qos == 2) {
            assertThat(number).as("%s hears %s", id, publish).isEqualTo(expected[2]);
        } else {
            assertThat(number).as("%s hears %s", id, publish).isLessThanOrEqualTo(expected[1]);
        }
        if (number == expected[qos]) {
            expected[qos]++;
            heard++;
        }
    }

    private RawClient connected(boolean present) throws IOException {
        RawClient young = new RawClient(address, version);
        young.send(TestBroker.keeping(version, id));
        assertThat(young.receive(ConnAck.class).sessionPresent()).isEqualTo(present);
        return young;
    }
}
