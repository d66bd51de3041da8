package tidings.client;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import tidings.mqtt.ConnAck;
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

    private final MqttClient client;

    BlockingClient(MqttClient client) {
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

    /// As [MqttClient#publish(Message)].
    public Published publish(Message message) {
        return await(client.publish(message));
    }

    /// As [MqttClient#publish(String, String)].
    public Published publish(String topic, String text) {
        return await(client.publish(topic, text));
    }

    /// As [MqttClient#publish(String, byte\[\], Qos)].
    public Published publish(String topic, byte[] payload, Qos qos) {
        return await(client.publish(topic, payload, qos));
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

    private static <T> T await(CompletableFuture<T> future) {
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
