package tidings.bench.clients;

import java.io.IOException;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/// Paho, with MQTT 5.0.
final class Paho5Peer implements Peer {

    @Override
    public String name() {
        return "paho-5";
    }

    @Override
    public Link connect(int port, String clientId) throws MqttException {
        MqttAsyncClient client =
                new MqttAsyncClient("tcp://127.0.0.1:" + port, clientId, new MemoryPersistence());
        client.connect(new MqttConnectionOptions()).waitForCompletion();
        return new Link() {
            @Override
            public void publish(String topic, byte[] payload, int qos, Runnable done) throws MqttException {
                client.publish(topic, payload, qos, false, null, new MqttActionListener() {
                    @Override
                    public void onSuccess(IMqttToken token) {
                        done.run();
                    }

                    @Override
                    public void onFailure(IMqttToken token, Throwable failure) {
                        done.run();
                    }
                });
            }

            @Override
            public void subscribe(String filter, int qos, Runnable arrived) throws MqttException {
                client.setCallback(new Counting(arrived));
                client.subscribe(filter, qos).waitForCompletion();
            }

            @Override
            public void close() throws IOException {
                try {
                    client.disconnect().waitForCompletion();
                    client.close();
                } catch (MqttException failed) {
                    throw new IOException(failed);
                }
            }
        };
    }

    private record Counting(Runnable arrived) implements MqttCallback {

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            arrived.run();
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {}

        @Override
        public void mqttErrorOccurred(MqttException failure) {}

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String uri) {}

        @Override
        public void authPacketArrived(int reason, MqttProperties properties) {}
    }
}
