package tidings.bench.clients;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Vert.x, with MQTT 3.1.1.
final class VertxPeer implements Peer {

    private final Vertx vertx = Vertx.vertx();

    @Override
    public String name() {
        return "vertx";
    }

    @Override
    public Link connect(int port, String clientId) {
        MqttClient client = MqttClient.create(
                vertx, new MqttClientOptions().setClientId(clientId).setMaxInflightQueue(2 * ClientBench.WINDOW));
        client.connect(port, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
        Map<Integer, Runnable> underWay = new ConcurrentHashMap<>();
        client.publishCompletionHandler(packetId -> finish(underWay, packetId, () -> {}));
        return new Link() {
            @Override
            public void publish(String topic, byte[] payload, int qos, Runnable done) {
                client.publish(topic, Buffer.buffer(payload), MqttQoS.valueOf(qos), false, false).onComplete(sent -> {
                    if (qos == 0 || sent.failed()) {
                        done.run();
                    } else {
                        finish(underWay, sent.result(), done);
                    }
                });
            }

            @Override
            public void subscribe(String filter, int qos, Runnable arrived) {
                client.publishHandler(message -> arrived.run());
                client.subscribe(filter, qos).toCompletionStage().toCompletableFuture().join();
            }

            @Override
            public void close() {
                client.disconnect().toCompletionStage().toCompletableFuture().join();
            }
        };
    }

    /// The packet id and its acknowledgement come in any order: who comes second runs what the first has left.
    private static void finish(Map<Integer, Runnable> underWay, int packetId, Runnable mine) {
        Runnable other = underWay.putIfAbsent(packetId, mine);
        if (other != null) {
            underWay.remove(packetId);
            other.run();
            mine.run();
        }
    }
}
