package tidings.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscription;
import tidings.mqtt.UnsubAck;

/// A client whose every call waits until it is done, for scripts, tests and virtual threads. A call that is interrupted
/// throws a [CancellationException], and what it asked for goes on; a call that fails throws an [MqttException].
///
/// Not for handlers of the same client: while one waits, no other runs.
public final class BlockingClient implements AutoCloseable {

    private final DefaultClient client;

    BlockingClient(DefaultClient client) {
        this.client = client;
    }

    /// As [MqttClient#connect].
    public ConnAck connect() {
        return await(client.connect());
    }

    /// As [MqttClient#disconnect()].
    public void disconnect() {
        await(client.disconnect());
    }

    /// As [MqttClient#disconnect(Disconnect)].
    public void disconnect(Disconnect how) {
        await(client.disconnect(how));
    }

    /// As [MqttClient#publish(Message)]; where the queue is full, waits for a place.
    public Published publish(Message message) {
        return await(client.publish(message, true));
    }

    /// As [MqttClient#publish(String, String)].
    public Published publish(String topic, String text) {
        return publish(Message.of(topic, text));
    }

    /// As [MqttClient#publish(String, byte\[\], Qos)].
    public Published publish(String topic, byte[] payload, Qos qos) {
        return publish(Message.of(topic, Bytes.copyOf(payload)).withQos(qos));
    }

    /// As [MqttClient#request].
    public Received request(Message question, Duration timeout) {
        return await(client.request(question, timeout));
    }

    /// As [MqttClient#subscribe(List)].
    public SubAck subscribe(List<Subscription> subscriptions) {
        return await(client.subscribe(subscriptions));
    }

    /// As [MqttClient#subscribe(String, Qos)].
    public SubAck subscribe(String filter, Qos qos) {
        return await(client.subscribe(filter, qos));
    }

    /// As [MqttClient#subscribe(String, Qos, Consumer)].
    public SubAck subscribe(String filter, Qos qos, Consumer<? super Received> handler) {
        return await(client.subscribe(filter, qos, handler));
    }

    /// As [MqttClient#unsubscribe].
    public UnsubAck unsubscribe(String... filters) {
        return await(client.unsubscribe(filters));
    }

    /// The same client, not waiting.
    public MqttClient async() {
        return client;
    }

    @Override
    public void close() {
        client.close();
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("interrupted while waiting for the server");
            cancelled.initCause(interrupted);
            throw cancelled;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof MqttException failure) {
                throw failure;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }
}
