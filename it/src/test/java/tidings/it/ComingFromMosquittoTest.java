package tidings.it;

import static tidings.it.Scene.await;
import static tidings.mqtt.Qos.AT_LEAST_ONCE;
import static tidings.mqtt.Qos.AT_MOST_ONCE;
import static tidings.mqtt.Qos.EXACTLY_ONCE;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tidings.client.MqttClient;
import tidings.mqtt.Message;
import tidings.testkit.Await;

/// What users of the mosquitto module for Python find again here: each example of docs/coming-from.md is run.
class ComingFromMosquittoTest {

    @Test
    void constructor() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            //> Mosquitto(client_id, clean_session=True, obj=None)
            var client = MqttClient.builder().server(SERVER).clientId("test-client").cleanStart(true).build();
            //<
            try (client) {
                await(client.connect());
            }
        }
    }

    @Test
    void connect() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            //> connect(hostname, port=1883, keepalive=60)
            var client = MqttClient.builder().server(SERVER).keepAlive(Duration.ofSeconds(60)).build().blocking();
            client.connect();
            //<
            client.close();
        }
    }

    @Test
    void loop() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            //> loop(timeout=-1)
            //| Milliseconds there. Answers whether there is, or will be, more to do.
            var client = MqttClient.builder().server(SERVER).manualLoop().build();
            client.connect().thenRun(client::disconnect);
            while (client.loop().run(Duration.ofSeconds(1))) {
                scene.print("a turn");
            }
            //<
            scene.awaitPrinted("a turn");
            client.close();
        }
    }

    @Test
    void disconnect() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            //> disconnect()
            client.disconnect();
            //<
            Await.until("it is", () -> client.state() == MqttClient.State.DISCONNECTED);
            client.close();
        }
    }

    @Test
    void publish() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient reader = scene.reader("my/topic");
            MqttClient client = scene.client();
            //> publish(topic, payload=None, qos=0, retain=False)
            client.publish(Message.of("my/topic", "hello world").withQos(AT_LEAST_ONCE));
            //<
            scene.awaitPrinted("my/topic hello world");
            reader.close();
            client.close();
        }
    }

    @Test
    void subscribe() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            //> subscribe(topic, qos)
            client.subscribe("my/topic", AT_MOST_ONCE).thenRun(() -> scene.print("granted"));
            //<
            scene.awaitPrinted("granted");
            client.close();
        }
    }

    @Test
    void unsubscribe() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            //> unsubscribe(topic)
            client.unsubscribe("my/topic").thenRun(() -> scene.print("done"));
            //<
            scene.awaitPrinted("done");
            client.close();
        }
    }

    @Test
    void onConnect() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            MqttClient client = MqttClient.of(SERVER);
            //> on_connect(mosq, obj, rc)
            //| A refusal is a `ConnectRefusedException` with its reason.
            client.onConnected(c -> scene.print("Connected successfully."));
            client.connect();
            //<
            scene.awaitPrinted("Connected successfully.");
            client.close();
        }
    }

    @Test
    void onDisconnect() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            //> on_disconnect(mosq, obj, rc)
            client.onDisconnected(d -> scene.print("Disconnected by " + d.by()));
            client.disconnect();
            //<
            scene.awaitPrinted("Disconnected by CLIENT");
            client.close();
        }
    }

    @Test
    void onPublish() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            //> on_publish(mosq, obj, mid)
            client.publish(Message.of("my/topic", "x").withQos(AT_LEAST_ONCE))
                    .thenAccept(p -> scene.print("Message published."));
            //<
            scene.awaitPrinted("Message published.");
            client.close();
        }
    }

    @Test
    void onMessage() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            await(client.subscribe("my/topic", EXACTLY_ONCE));
            //> on_message(mosq, obj, msg)
            //| `payload().size()` is its payloadlen.
            client.onMessage(m -> scene
                    .print("Message on " + m.topic() + " with QoS " + m.qos().level() + ", " + m.payload().size()));
            //<
            scene.publish("my/topic", "hello");
            scene.awaitPrinted("Message on my/topic with QoS 1, 5");
            client.close();
        }
    }

    @Test
    void onSubscribe() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            //> on_subscribe(mosq, obj, mid, qos_list)
            client.subscribe("my/topic", AT_LEAST_ONCE)
                    .thenAccept(ack -> scene.print("Subscribe " + ack.reasons() + " received."));
            //<
            scene.awaitPrinted("Subscribe [GRANTED_QOS_1] received.");
            client.close();
        }
    }

    @Test
    void onUnsubscribe() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            //> on_unsubscribe(mosq, obj, mid)
            client.unsubscribe("my/topic").thenAccept(ack -> scene.print("Unsubscribe received."));
            //<
            scene.awaitPrinted("Unsubscribe received.");
            client.close();
        }
    }
}
