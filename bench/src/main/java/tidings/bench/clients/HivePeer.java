package tidings.bench.clients;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import java.util.Objects;

/// HiveMQ's client, with MQTT 5.0.
final class HivePeer implements Peer {

    @Override
    public String name() {
        return "hivemq";
    }

    @Override
    public Link connect(int port, String clientId) {
        Mqtt5AsyncClient client = MqttClient.builder()
                .useMqttVersion5()
                .identifier(clientId)
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildAsync();
        client.connect().join();
        return new Link() {
            @Override
            public void publish(String topic, byte[] payload, int qos, Runnable done) {
                client.publishWith()
                        .topic(topic)
                        .qos(qos(qos))
                        .payload(payload)
                        .send()
                        .whenComplete((published, failure) -> done.run());
            }

            @Override
            public void subscribe(String filter, int qos, Runnable arrived) {
                client.subscribeWith()
                        .topicFilter(filter)
                        .qos(qos(qos))
                        .callback(message -> arrived.run())
                        .send()
                        .join();
            }

            @Override
            public void close() {
                client.disconnect().join();
            }
        };
    }

    private static MqttQos qos(int level) {
        return Objects.requireNonNull(MqttQos.fromCode(level));
    }
}
