package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.it.Scene.await;
import static tidings.mqtt.Qos.AT_LEAST_ONCE;
import static tidings.mqtt.Qos.AT_MOST_ONCE;

import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import tidings.client.MqttClient;
import tidings.mqtt.Message;
import tidings.mqtt.Publish;
import tidings.mqtt.Subscription;
import tidings.testkit.Await;

/// What users of Zerynth's mqtt module find again here: each example of docs/coming-from.md is run.
class ComingFromZerynthTest {

    @Test
    void constructor() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            //> Client(client_id, clean_session=True)
            var client = MqttClient.builder().server(SERVER).clientId("myId").cleanStart(true).build();
            //<
            try (client) {
                await(client.connect());
            }
        }
    }

    @Test
    void on() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            await(client.subscribe("#", AT_LEAST_ONCE));
            //> on(command, function, condition=None, priority=0)
            //| The same rules: without a condition it is called only where no condition holds. `hasTopic` is false without a message.
            client.on(Publish.class)
                    .when(p -> p.hasTopic("cool"))
                    .priority(1)
                    .call(p -> scene.print("cool: " + p.message().payload().asUtf8()));
            client.on(Publish.class).call(p -> scene.print("not cool: " + p.message().payload().asUtf8()));
            //<
            scene.publish("cool", "a");
            scene.publish("other", "b");
            scene.awaitPrinted("not cool: b");
            scene.awaitPrinted("cool: a");
            assertThat(scene.hasPrinted("not cool: a")).isFalse();
            client.close();
        }
    }

    @Test
    void message() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            await(client.subscribe("a", AT_LEAST_ONCE));
            //> MQTTMessage
            client.onMessage(m -> scene.print(m.topic() + m.text() + m.qos() + m.isRetained() + m.packetId()));
            //<
            scene.publish("a", "b");
            scene.awaitPrinted("abAT_LEAST_ONCEfalse1");
            client.close();
        }
    }

    @Test
    void will() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            //> set_will(topic, payload, qos, retain)
            var client =
                    MqttClient.builder().server(SERVER).will(Message.of("gone", "bye").withQos(AT_LEAST_ONCE)).build();
            //<
            try (client) {
                await(client.connect());
            }
        }
    }

    @Test
    void credentials() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            //> set_username_pw(username, password=None)
            var client = MqttClient.builder().server(SERVER).credentials("user", "password").build();
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
            SSLContext sslContext = SSLContext.getDefault();
            //> connect(host, keepalive, port=1883, ssl_ctx=None, ...)
            //| Retries of the first connection are said, not written.
            var client = MqttClient.builder()
                    .server(SERVER)
                    .keepAlive(Duration.ofSeconds(60))
                    .tls(t -> t.context(sslContext))
                    .reconnect(r -> r.firstConnect(true).attempts(10))
                    .build()
                    .blocking();
            client.connect();
            //<
            client.close();
        }
    }

    @Test
    void callbacks() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            //> connect(..., breconnect_cb=None, aconnect_cb=None, sock_keepalive=None)
            //| The first may also hand back another configuration.
            var client = MqttClient.builder()
                    .server(SERVER)
                    .beforeReconnect(config -> config)
                    .socket(s -> s.keepAlive(3, Duration.ofSeconds(60), Duration.ofSeconds(10)))
                    .build();
            client.onConnected(c -> scene.print(c.reconnected() ? "again" : "for the first time"));
            //<
            try (client) {
                await(client.connect());
                scene.awaitPrinted("for the first time");
            }
        }
    }

    @Test
    void reconnect() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            await(client.disconnect());
            //> reconnect()
            //| By itself; or by hand, after a `disconnect()`.
            client.connect();
            //<
            Await.until("it is connected again", () -> client.state() == MqttClient.State.CONNECTED);
            client.close();
        }
    }

    @Test
    void subscribe() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            //> subscribe([[topic1, qos1], [topic2, qos2]])
            client.subscribe(List.of(Subscription.of("a", AT_MOST_ONCE), Subscription.of("b", AT_LEAST_ONCE)))
                    .thenAccept(ack -> scene.print(ack.reasons()));
            //<
            scene.awaitPrinted("[SUCCESS, GRANTED_QOS_1]");
            client.close();
        }
    }

    @Test
    void unsubscribe() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            //> unsubscribe([topic1, topic2])
            client.unsubscribe("a", "b").thenRun(() -> scene.print("done"));
            //<
            scene.awaitPrinted("done");
            client.close();
        }
    }

    @Test
    void publish() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            //> publish(topic, payload=None, qos=0, retain=False)
            //| To be told of this very message, use its future.
            client.publish(Message.of("a", "x").withQos(AT_LEAST_ONCE))
                    .thenAccept(p -> scene.print("arrived as " + p.packetId()));
            //<
            scene.awaitPrinted("arrived as 1");
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
    void loop() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            MqttClient client = MqttClient.of(SERVER);
            client.subscribe("a", AT_LEAST_ONCE);
            //> loop(on_message=None)
            //| There is nothing to start: handlers may be registered before or after `connect()`.
            client.onMessage(m -> scene.print(m.text()));
            client.connect();
            //<
            Await.until("it is subscribed", () -> {
                scene.publish("a", "hello");
                return scene.hasPrinted("hello");
            });
            client.close();
        }
    }
}
