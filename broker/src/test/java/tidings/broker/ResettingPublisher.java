package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Encoder;

/// A client that publishes numbers exactly once, and whose connections end at any moment in any way: between two packets or
/// amid one, with or without a word to the broker, before the CONNACK or behind it, with much of what it sent unread. What it
/// remembers is what MQTT wants it to: which messages are to be sent again, and which are to be released.
final class ResettingPublisher {

    private static final int WINDOW = 20;
    /// In the place of a message that the broker has, and that is to be released.
    private static final Publish RELEASED = Publish.of(Message.of("released", ""));

    private final URI address;
    private final String id;
    private final Version version;
    private final RandomGenerator random;
    private final Map<Integer, Publish> underWay = new LinkedHashMap<>();
    private final List<Socket> abandoned = new ArrayList<>();
    private final int numbers;
    private int next;
    private int lastId;
    private int resets;
    private Socket socket;
    private RawClient client;

    /// @param numbers that it has to publish, from 0 on
    ResettingPublisher(URI address, String id, Version version, int numbers, long seed) throws IOException {
        this.address = address;
        this.id = id;
        this.version = version;
        this.numbers = numbers;
        this.random = new SplittableRandom(seed);
        this.lastId = random.nextInt(Packet.MAX_ID);
        this.socket = RawClient.patient(new Socket(address.getHost(), address.getPort()));
        this.client = new RawClient(socket, version);
        client.send(TestBroker.keeping(version, id));
        assertThat(client.receive(ConnAck.class).reason()).isEqualTo(ReasonCode.SUCCESS);
    }

    /// Publishes all its numbers.
    ///
    /// @return how many of its connections ended on the way
    int publish() throws IOException {
        while (next < numbers || !underWay.isEmpty()) {
            try {
                step();
            } catch (SocketException lost) {
                goOn();
            }
        }
        client.close();
        for (Socket open : abandoned) {
            open.close();
        }
        return resets;
    }

    private void step() throws IOException {
        if (random.nextInt(30) == 0) {
            end();
            goOn();
        } else if (next < numbers && underWay.size() < WINDOW && random.nextInt(3) > 0) {
            client.send(message());
        } else if (!underWay.isEmpty()) {
            answer();
        }
    }

    private Publish message() {
        lastId = lastId % Packet.MAX_ID + 1;
        Message message = Message.of("resets/" + id, Integer.toString(next++)).withQos(Qos.EXACTLY_ONCE);
        Publish publish = new Publish(message, false, lastId);
        underWay.put(lastId, publish);
        return publish;
    }

    private void answer() throws IOException {
        switch (client.receive()) {
            case PubRec ack -> {
                assertThat(underWay).containsKey(ack.packetId());
                underWay.put(ack.packetId(), RELEASED);
                client.send(new PubRel(ack.packetId()));
            }
            case PubComp ack -> underWay.remove(ack.packetId());
            case Disconnect told -> throw new SocketException(told.toString());
            case null -> throw new SocketException("closed");
            case Packet other -> throw new AssertionError("not for a publisher: " + other);
        }
    }

    /// Ends the connection, in one way or another.
    private void end() throws IOException {
        resets++;
        int more = Math.min(numbers - next, 2 * WINDOW - underWay.size());
        if (more > 0 && random.nextBoolean()) {
            ByteBuf bytes = Unpooled.buffer();
            for (int i = random.nextInt(more); i >= 0; i--) {
                Encoder.of(version).encode(message(), bytes);
            }
            client.sendBytes(bytes.readSlice(random.nextInt(bytes.readableBytes()) + 1));
        }
        switch (random.nextInt(4)) {
            case 0 -> abandoned.add(socket); // taken over, with its end open
            case 1 -> {
                socket.setSoLinger(true, 0); // it is reset
                socket.close();
            }
            case 2 -> {
                socket.shutdownOutput();
                abandoned.add(socket);
            }
            default -> socket.close();
        }
    }

    /// Connects, and sends again what is under way: behind the CONNACK, or at once and perhaps in vain.
    private void goOn() throws IOException {
        while (true) {
            socket = RawClient.patient(new Socket(address.getHost(), address.getPort()));
            client = new RawClient(socket, version);
            try {
                boolean waits = random.nextBoolean();
                client.send(TestBroker.keeping(version, id));
                if (!waits) {
                    sendAgain();
                    if (random.nextInt(3) == 0) {
                        end();
                        continue;
                    }
                }
                if (client.receive() instanceof ConnAck answer && !answer.reason().isError()) {
                    assertThat(answer.sessionPresent()).isEqualTo(version != Version.V3_1); // which cannot say it
                    if (waits) {
                        sendAgain();
                    }
                    return;
                }
                client.close();
            } catch (SocketException lost) {
                client.close();
            }
        }
    }

    private void sendAgain() throws IOException {
        for (Map.Entry<Integer, Publish> each : underWay.entrySet()) {
            Publish publish = each.getValue();
            client.send(publish.equals(RELEASED)
                    ? new PubRel(each.getKey())
                    : new Publish(publish.message(), true, each.getKey()));
        }
    }
}
