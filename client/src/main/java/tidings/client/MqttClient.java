package tidings.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Auth;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Properties;
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
        return new DefaultClient(config);
    }

    /// Connects, publishes messages in order, disconnects. Waits until all have gone their way; throws an [MqttException].
    static void publishOnce(String uri, Message... messages) {
        publishOnce(builder().server(uri).config(), messages);
    }

    /// Connects, publishes messages in order, disconnects.
    static void publishOnce(MqttConfig config, Message... messages) {
        OneShot.publish(config, List.of(messages));
    }

    /// Connects, subscribes, waits for so many messages, disconnects. Throws an [MqttException] where the connection is
    /// lost before they have come.
    static List<Received> receiveOnce(MqttConfig config, int count, String... filters) {
        return OneShot.receive(config, count, List.of(filters));
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

    /// Logs in anew on the connection there is (MQTT 5.0, 4.12.1).
    ///
    /// Fails with [RefusedException] where one is under way, [NotConnectedException], [ConnectionLostException].
    ///
    /// @throws IllegalStateException if the configuration has no [Authentication]
    CompletableFuture<Auth> reauthenticate();

    State state();

    MqttConfig config();

    /// Becomes as new, with another configuration: without a connection, which is dropped as if lost, without session,
    /// messages, subscriptions, handlers. What waits fails. What [#loop] gave before is of no more use.
    void reset(MqttConfig config);

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

    /// Asks and waits for the answer (MQTT 5.0, 4.10). Whoever is to answer publishes [Received#reply].
    ///
    /// Fails with [TimedOutException], and as [#publish(Message)] does.
    ///
    /// @throws IllegalStateException in 3.x, which cannot
    CompletableFuture<Received> request(Message question, Duration timeout);

    /// Subscribes (MQTT 5.0, 3.8) in one packet. What comes goes to the handlers of [#onMessage].
    ///
    /// Fails with [RefusedException] if the server refuses all of them, or has said before that it cannot; with
    /// [ConnectionLostException] if the connection is lost and not made again.
    CompletableFuture<SubAck> subscribe(List<Subscription> subscriptions, Properties properties);

    /// Subscribes without properties.
    default CompletableFuture<SubAck> subscribe(List<Subscription> subscriptions) {
        return subscribe(subscriptions, Properties.NONE);
    }

    /// Subscribes to one filter.
    default CompletableFuture<SubAck> subscribe(String filter, Qos qos) {
        return subscribe(List.of(Subscription.of(filter, qos)));
    }

    /// Subscribes to one filter, with a handler for what matches it. The handler goes with [#unsubscribe].
    CompletableFuture<SubAck> subscribe(String filter, Qos qos, Consumer<? super Received> handler);

    /// Unsubscribes (MQTT 5.0, 3.10) in one packet.
    CompletableFuture<UnsubAck> unsubscribe(List<String> filters, Properties properties);

    /// Unsubscribes without properties.
    default CompletableFuture<UnsubAck> unsubscribe(String... filters) {
        return unsubscribe(List.of(filters), Properties.NONE);
    }

    /// Handles messages for which there is no handler with a filter.
    Registration onMessage(Consumer<? super Received> handler);

    /// Handles messages whose topics match a filter; of several filters all handlers are called. Does not subscribe. A
    /// filter that is written the same has one handler: a new one takes the place of the old.
    Registration onMessage(String filter, Consumer<? super Received> handler);

    /// Messages whose topics match a filter, at the pace of each subscriber: what it has not asked for is not acknowledged,
    /// and in the end the server is no longer read. Does not subscribe with the server.
    Flow.Publisher<Received> messages(String filter);

    /// Is told of each connection that the server lets in.
    Registration onConnected(Consumer<? super Connected> handler);

    /// Is told when a connection has ended, and of each attempt that failed.
    Registration onDisconnected(Consumer<? super Disconnected> handler);

    /// Is told what handlers throw.
    Registration onError(Consumer<? super Throwable> handler);

    /// Is told what the client does, packet by packet.
    Registration onLog(Consumer<? super LogLine> handler);

    /// Listens to packets that come, as `client.on(PubAck.class).call(event -> ..)`, or to all with `Packet.class`.
    <P extends Packet> Listening<P> on(Class<P> type);

    /// Listens to packets that are sent.
    <P extends Packet> Listening<P> onSent(Class<P> type);

    /// The same client, waiting.
    ///
    /// @throws IllegalStateException if it is driven by [#loop]: waiting would wait for ever
    BlockingClient blocking();

    /// The work of this client, where it has no thread.
    ///
    /// @throws IllegalStateException if it has: see [MqttConfig.Builder#manualLoop]
    MqttLoop loop();

    /// What it has done so far.
    Metrics metrics();

    /// What was attached, or null.
    @Nullable
    Object attachment();

    /// Attaches anything, to be found again where only the client is at hand.
    void attach(@Nullable Object own);

    /// Disconnects, waiting a few seconds for what is under way, and gives everything back. What waits fails.
    @Override
    void close();
}
