package tidings.cli.load;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import tidings.client.MqttClient;
import tidings.client.MqttConfig;
import tidings.client.Received;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.mqtt.SubAck;

/// One of the clients.
final class Worker {

    private final int number;
    private final LoadPlan plan;
    private final Tally tally;
    private final String topic;
    private final MqttClient client;
    /// Of each publisher the number that its next message is to have; the handler's alone.
    private final Map<Integer, Integer> expected = new HashMap<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    /// The pacer's alone.
    private int published;

    Worker(int number, LoadPlan plan, MqttConfig config, Tally tally) {
        this.number = number;
        this.plan = plan;
        this.tally = tally;
        String user = config.userName() == null ? "" : config.userName();
        this.topic = Placeholders.topic(plan.topic(), number, config.clientId(), user);
        this.client = MqttClient.of(config);
        client.onMessage(this::received);
        client.onDisconnected(gone -> {
            if (gone.wasConnected() && gone.failure() != null) {
                tally.connectionsLost.increment();
            }
        });
    }

    /// The topic or filter that it uses.
    String topic() {
        return topic;
    }

    CompletableFuture<ConnAck> connect() {
        long begun = Stamp.now();
        return client.connect().whenComplete((ack, failure) -> {
            if (failure == null) {
                tally.connected.increment();
                tally.connects.add(Stamp.now() - begun);
            } else {
                tally.refused.increment();
            }
        });
    }

    CompletableFuture<SubAck> subscribe() {
        return client.subscribe(topic, plan.qos());
    }

    /// Whether it has published all that it is to.
    boolean isDone() {
        return plan.messages() > 0 && published >= plan.messages();
    }

    /// Publishes its next message.
    ///
    /// @param dueMicros when that was to be done
    /// @param done is called when it is acknowledged, or written at QoS 0, or has failed
    void publish(long dueMicros, Runnable done) {
        Message message = Message.of(topic, new Stamp(number, published++, dueMicros).payload(plan.size()))
                .withQos(plan.qos())
                .withRetain(plan.retain());
        tally.sent.increment();
        client.publish(message).whenComplete((answer, failure) -> {
            if (failure != null) {
                tally.failed.increment();
            } else {
                tally.acknowledged.increment();
                acknowledged.incrementAndGet();
                if (plan.qos() != Qos.AT_MOST_ONCE) {
                    tally.acknowledgements.add(Stamp.now() - dueMicros);
                }
            }
            done.run();
        });
    }

    /// How many of its messages the server has, as far as one knows.
    long acknowledged() {
        return acknowledged.get();
    }

    CompletableFuture<Void> disconnect() {
        return client.disconnect();
    }

    void close() {
        client.close();
    }

    private void received(Received message) {
        long now = Stamp.now();
        tally.received.increment();
        Stamp stamp = Stamp.of(message.payload());
        if (stamp == null) {
            return;
        }
        tally.deliveries.add(now - stamp.dueMicros());
        int next = expected.getOrDefault(stamp.publisher(), stamp.number());
        if (stamp.number() >= next) {
            tally.missed.add(stamp.number() - next);
        } else if (stamp.number() > 0) {
            tally.repeated.increment(); // else its publisher began anew
            return;
        }
        expected.put(stamp.publisher(), stamp.number() + 1);
    }
}
