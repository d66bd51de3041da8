package tidings.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscription;
import tidings.mqtt.UnsubAck;

/// A client of an MQTT server.
///
/// ```
/// try (BlockingClient client = MqttClient.of("mqtt://localhost").blocking()) {
///     client.connect();
///     client.publish("home/kitchen/temperature", "21.5");
/// }
/// ```
///
/// Nothing blocks but [#close]; what takes time is a future, which fails with an [MqttException]. Handlers and completions
/// run one at a time, off the I/O thread: they may block, throw, publish, disconnect. A message of QoS 1 or 2 is
/// acknowledged when its handlers have returned. Wrong arguments are [IllegalArgumentException]s, at once.
///
/// Handlers belong to the client, not to a connection: register them before [#connect], and nothing is missed. Subscribing
/// and publishing at QoS 1 and 2 may wait for a connection too, and survive the loss of one. What a server has acknowledged
/// is delivered; what it has not is never given up, but by [#close].
///
/// Any thread may call.
public interface MqttClient extends AutoCloseable {

    /// How a connection stands.
    enum State {
        DISCONNECTED,
        CONNECTING,
        CONNECTED,
        /// Lost, and being made again.
        RECONNECTING,
        CLOSED
    }

    /// What is to be said about a client; everything has a default.
    static MqttConfig.Builder builder() {
        return new MqttConfig.Builder();
    }

    /// A client of a server, all else by default.
    ///
    /// @param uri such as `mqtt://localhost:1883`; the port may be left out
    static MqttClient of(String uri) {
        return of(builder().server(uri).config());
    }

    static MqttClient of(MqttConfig config) {
        return DefaultClient.of(config);
    }

    /// Connects; after a loss or a [#disconnect] again, with the same session and messages.
    ///
    /// Fails with [UnreachableException], [ConnectRefusedException] or [ConnectionLostException].
    CompletableFuture<ConnAck> connect();

    /// Says goodbye when everything that was handed over before is acknowledged, and stays away.
    default CompletableFuture<Void> disconnect() {
        return disconnect(Disconnect.NORMAL);
    }

    /// Says goodbye in another way (MQTT 5.0, 3.14): with the will, with another session expiry.
    CompletableFuture<Void> disconnect(Disconnect how);

    State state();

    MqttConfig config();

    /// Publishes a message (MQTT 5.0, 3.3). At QoS 1 and 2 it waits for a connection if need be.
    ///
    /// Fails with [QueueFullException], [RefusedException], [ConnectionLostException] if the client is closed, and at QoS 0
    /// with [NotConnectedException].
    CompletableFuture<Published> publish(Message message);

    /// Publishes a text at QoS 0.
    default CompletableFuture<Published> publish(String topic, String text) {
        return publish(Message.of(topic, text));
    }

    /// Publishes bytes.
    default CompletableFuture<Published> publish(String topic, byte[] payload, Qos qos) {
        return publish(Message.of(topic, Bytes.copyOf(payload)).withQos(qos));
    }

    /// Subscribes (MQTT 5.0, 3.8). What comes goes to the handlers of [#onMessage].
    ///
    /// Fails with [RefusedException] if the server refuses all of them, with [ConnectionLostException].
    CompletableFuture<SubAck> subscribe(List<Subscription> subscriptions);

    /// Subscribes to one filter.
    default CompletableFuture<SubAck> subscribe(String filter, Qos qos) {
        return subscribe(List.of(Subscription.of(filter, qos)));
    }

    /// Subscribes to one filter, with a handler for what matches it. The handler goes with [#unsubscribe].
    CompletableFuture<SubAck> subscribe(String filter, Qos qos, Consumer<? super Received> handler);

    /// Unsubscribes (MQTT 5.0, 3.10).
    CompletableFuture<UnsubAck> unsubscribe(String... filters);

    /// Handles messages for which there is no handler with a filter.
    Registration onMessage(Consumer<? super Received> handler);

    /// Handles messages whose topics match a filter. Does not subscribe.
    Registration onMessage(String filter, Consumer<? super Received> handler);

    /// Is told of each connection that the server lets in.
    Registration onConnected(Consumer<? super ConnAck> handler);

    /// Is told when a connection has ended.
    Registration onDisconnected(Consumer<? super Disconnected> handler);

    /// The same client, waiting.
    ///
    /// @throws IllegalStateException if it is driven by [#loop]: waiting would wait for ever
    BlockingClient blocking();

    /// The work of this client, where it has no thread.
    ///
    /// @throws IllegalStateException if it has: see [MqttConfig.Builder#manualLoop]
    MqttLoop loop();

    /// Disconnects, waiting a few seconds for what is under way, and gives everything back. What waits fails.
    @Override
    void close();
}
