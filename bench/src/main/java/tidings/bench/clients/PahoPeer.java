package tidings.bench.clients;

import java.io.IOException;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/// Paho, with MQTT 3.1.1.
final class PahoPeer implements Peer {

    @Override
    public String name() {
        return "paho-3";
    }

    @Override
    public Link connect(int port, String clientId) throws MqttException {
        MqttAsyncClient client =
                new MqttAsyncClient("tcp://127.0.0.1:" + port, clientId, new MemoryPersistence());
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMaxInflight(2 * ClientBench.WINDOW);
        client.connect(options).waitForCompletion();
        return new Link() {
            @Override
            public void publish(String topic, byte[] payload, int qos, Runnable done) throws MqttException {
                client.publish(topic, payload, qos, false, null, new IMqttActionListener() {
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
                client.subscribe(filter, qos, (topic, message) -> arrived.run()).waitForCompletion();
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
}
