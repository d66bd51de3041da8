package tidings.bench.clients;

import tidings.client.MqttClient;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Qos;
import tidings.mqtt.TopicName;

/// Ours, with MQTT 5.0.
final class TidingsPeer implements Peer {

    @Override
    public String name() {
        return "tidings";
    }

    @Override
    public Link connect(int port, String clientId) {
        MqttClient client = MqttClient.builder()
                .server("mqtt://127.0.0.1:" + port)
                .clientId(clientId)
                .build();
        client.connect().join();
        return new Link() {
            @Override
            public void publish(String topic, byte[] payload, int qos, Runnable done) {
                client.publish(new Message(
                        TopicName.of(topic), Bytes.handOver(payload), Qos.of(qos), false, Properties.NONE))
                        .whenComplete((published, failure) -> done.run());
            }

            @Override
            public void subscribe(String filter, int qos, Runnable arrived) {
                client.subscribe(filter, Qos.of(qos), message -> arrived.run()).join();
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }
}
