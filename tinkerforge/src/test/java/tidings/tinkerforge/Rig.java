package tidings.tinkerforge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.client.BlockingClient;
import tidings.client.MqttClient;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.testkit.Await;
import tidings.tinkerforge.json.JsonReader;

/// A broker, bricks, a gateway between them, and a client that talks to it.
final class Rig implements AutoCloseable {

    private final Broker broker;
    private final Simulator simulator;
    private final Gateway gateway;
    private final BlockingClient client;
    private final ConcurrentHashMap<String, ConcurrentLinkedQueue<String>> heard = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> topics = new ConcurrentLinkedQueue<>();

    private Rig(SimulatorConfig bricks, UnaryOperator<GatewayConfig.Builder> change) {
        broker = Broker.start(BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).build());
        simulator = Simulator.start(bricks);
        client = MqttClient.of(MqttClient.builder().server(brokerUri()).config()).blocking();
        client.async().onMessage(message -> {
            topics.add(message.topic());
            heard.computeIfAbsent(message.topic(), none -> new ConcurrentLinkedQueue<>()).add(message.text());
        });
        client.connect();
        client.subscribe("#", Qos.AT_LEAST_ONCE);
        gateway = Gateway.start(change.apply(config()).build());
    }

    /// Bricks that always say the same; one of each, or those named.
    static SimulatorConfig bricks(String... devices) {
        SimulatorConfig all = SimulatorConfig.defaults().withAddress("127.0.0.1", 0).withPeriod(Duration.ZERO);
        return devices.length == 0 ? all : all.withDevices(List.of(devices));
    }

    static Rig of(SimulatorConfig bricks, UnaryOperator<GatewayConfig.Builder> change) {
        return new Rig(bricks, change);
    }

    /// With everything connected.
    static Rig running(String... devices) {
        return new Rig(bricks(devices), config -> config).connected();
    }

    Rig connected() {
        Await.until("the gateway is connected", () -> gateway.connected().join());
        return this;
    }

    GatewayConfig.Builder config() {
        return GatewayConfig.builder()
                .mqtt(mqtt -> mqtt.server(brokerUri()))
                .daemon("127.0.0.1", simulator.address().getPort())
                .timeout(Duration.ofSeconds(10));
    }

    String brokerUri() {
        return broker.addresses().get(0).toString();
    }

    Simulator simulator() {
        return simulator;
    }

    Gateway gateway() {
        return gateway;
    }

    void publish(String topic, String payload) {
        client.async().publish(Message.of(topic, payload));
    }

    void publish(String topic, byte[] payload) {
        client.async().publish(Message.of(topic, Bytes.copyOf(payload)));
    }

    /// The next message of a topic.
    String next(String topic) {
        ConcurrentLinkedQueue<String> queue = heard.computeIfAbsent(topic, none -> new ConcurrentLinkedQueue<>());
        Await.until("something on " + topic, () -> !queue.isEmpty());
        return queue.remove();
    }

    /// What came on a topic and was not taken yet.
    List<String> heard(String topic) {
        return new ArrayList<>(heard.getOrDefault(topic, new ConcurrentLinkedQueue<>()));
    }

    /// All topics on which something came, in that order.
    List<String> topics() {
        return new ArrayList<>(topics);
    }

    /// The answer to a request to the first brick of a type.
    String ask(String device, String function, String payload) {
        String path = device + "/" + simulator.uid(device) + "/" + function;
        publish("tinkerforge/request/" + path, payload);
        return next("tinkerforge/response/" + path);
    }

    /// The answer as an object.
    Map<?, ?> asked(String device, String function, String payload) {
        return (Map<?, ?>) JsonReader.read(ask(device, function, payload));
    }

    /// The text of the error that is the answer.
    String error(String device, String function, String payload) {
        return (String) asked(device, function, payload).get("_ERROR");
    }

    @Override
    public void close() {
        gateway.close();
        client.close();
        simulator.close();
        broker.close();
    }
}
