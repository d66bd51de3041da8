package tidings.bridge;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.client.BlockingClient;
import tidings.client.MqttClient;
import tidings.client.MqttConfig;
import tidings.client.Received;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.mqtt.Subscription;
import tidings.mqtt.Subscription.RetainHandling;
import tidings.mqtt.TopicFilter;
import tidings.testkit.Await;

/// A broker that can be stopped and started again at the same address, and an application that listens to all of it.
final class Site implements AutoCloseable {

    private final Path data;
    private final List<Received> heard = Collections.synchronizedList(new ArrayList<>());
    private final BlockingClient application;
    private Broker broker;

    /// @param data where its sessions outlive it
    Site(Path data) {
        this.data = data;
        broker = started(0);
        application = MqttClient.builder()
                .server(broker.addresses().get(0).toString())
                .clientId("application")
                .cleanStart(false)
                .sessionExpiry(MqttConfig.NEVER)
                .reconnect(r -> r.delay(Duration.ofMillis(20), Duration.ofMillis(50)).firstConnect(true))
                .build()
                .blocking();
        application.async().onMessage(heard::add);
        application.connect();
        application.subscribe(
                Stream.of("#", "$SYS/broker/connection/#")
                        .map(filter -> new Subscription(
                                TopicFilter.of(filter), Qos.EXACTLY_ONCE, false, true, RetainHandling.SEND))
                        .toList());
    }

    /// Starts again, where it was before.
    void start() {
        broker = started(broker.addresses().get(0).getPort());
    }

    void stop() {
        broker.close();
    }

    String uri() {
        return broker.addresses().get(0).toString();
    }

    Broker broker() {
        return broker;
    }

    void publish(Message message) {
        application.publish(message);
    }

    void publish(String topic, String text, Qos qos) {
        application.publish(Message.of(topic, text).withQos(qos));
    }

    /// What the application has heard but for notifications, as `TOPIC=TEXT`.
    List<String> heard() {
        return texts().stream().filter(text -> !text.startsWith("$")).toList();
    }

    long heard(String message) {
        return texts().stream().filter(message::equals).count();
    }

    /// The message that was heard last.
    Received last() {
        synchronized (heard) {
            return heard.getLast();
        }
    }

    /// Waits for a message.
    Site hears(String message) {
        Await.until(message + " is heard, beside " + heard(), () -> heard(message) > 0);
        return this;
    }

    @Override
    public void close() {
        application.close();
        broker.close();
    }

    private List<String> texts() {
        synchronized (heard) {
            return heard.stream().map(message -> message.topic() + "=" + message.text()).toList();
        }
    }

    private Broker started(int port) {
        return Broker.start(
                BrokerConfig.builder()
                        .listen("mqtt://127.0.0.1:" + port)
                        .allowAnonymous(true)
                        .eventLoops(1)
                        .data(data)
                        .build());
    }
}
