package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.PubAck;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.Version;
import tidings.testkit.Await;

/// A client that talks to itself through the broker, one message at a time, while others misbehave; closing it checks that
/// it noticed nothing: all came, once, in order, and soon.
final class HealthyPair implements AutoCloseable {

    /// Far more than a message takes, and less than anybody would wait: the machine may be busy.
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final RawClient client;
    private final String topic;
    private final CompletableFuture<Void> end;
    private volatile boolean stopping;
    private volatile int rounds;
    private volatile long longestNanos;

    HealthyPair(URI address, String topic) throws IOException {
        this.topic = topic;
        client = RawClient.connected(address, Version.V5, topic);
        client.subscribe(topic, Qos.AT_LEAST_ONCE);
        end = CompletableFuture.runAsync(this::run, task -> Thread.ofPlatform().daemon().start(task));
    }

    /// Waits until some more messages came through: the harm, if there is any, has been done by then.
    void someMore() {
        int before = rounds;
        Await.until("healthy clients are served", () -> rounds > before + 20 || end.isDone());
    }

    @Override
    public void close() throws IOException {
        someMore();
        stopping = true;
        end.join();
        assertThat(longestNanos).isLessThan(LONGEST_NANOS);
        client.close();
    }

    private void run() {
        try {
            while (!stopping) {
                round(rounds + 1);
                rounds++;
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void round(int number) throws IOException {
        long start = System.nanoTime();
        Message message = Message.of(topic, "m" + number).withQos(Qos.AT_LEAST_ONCE);
        client.send(new Publish(message, false, 1));
        boolean acknowledged = false;
        boolean heard = false;
        while (!acknowledged || !heard) {
            Packet packet = client.receive();
            if (packet instanceof Publish publish) {
                assertThat(publish.message()).isEqualTo(message);
                assertThat(publish.dup()).isFalse();
                client.send(new PubAck(publish.packetId()));
                heard = true;
            } else {
                assertThat(packet).isEqualTo(new PubAck(1));
                acknowledged = true;
            }
        }
        longestNanos = Math.max(longestNanos, System.nanoTime() - start);
    }
}
