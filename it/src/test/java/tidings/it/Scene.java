package tidings.it;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.client.MqttClient;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.testkit.Await;

/// A broker, and what an example prints.
final class Scene implements AutoCloseable {

    private final Broker broker = Broker.start(
            BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).build());
    private final Queue<String> printed = new ConcurrentLinkedQueue<>();

    String uri() {
        return broker.addresses().get(0).toString();
    }

    int port() {
        return broker.addresses().get(0).getPort();
    }

    /// A client that is connected.
    MqttClient client() {
        MqttClient client = MqttClient.of(uri());
        await(client.connect());
        return client;
    }

    /// A client that prints what it receives, as "topic text".
    MqttClient reader(String filter) {
        MqttClient reader = client();
        await(reader.subscribe(filter, Qos.EXACTLY_ONCE, m -> print(m.topic() + " " + m.text())));
        return reader;
    }

    /// Somebody else publishes.
    void publish(String topic, String text) {
        MqttClient.publishOnce(uri(), Message.of(topic, text).withQos(Qos.AT_LEAST_ONCE));
    }

    void print(Object what) {
        printed.add(String.valueOf(what));
    }

    void awaitPrinted(String text) {
        Await.until("'" + text + "' is printed, not only " + printed, () -> printed.contains(text));
    }

    boolean hasPrinted(String text) {
        return printed.contains(text);
    }

    static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        broker.close();
    }
}
