package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tidings.it.Scene.await;
import static tidings.mqtt.Qos.AT_LEAST_ONCE;
import static tidings.mqtt.Qos.AT_MOST_ONCE;
import static tidings.mqtt.Qos.EXACTLY_ONCE;

import java.nio.channels.Selector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tidings.client.Disconnected;
import tidings.client.MqttClient;
import tidings.client.MqttException;
import tidings.client.MqttLoop;
import tidings.client.NotConnectedException;
import tidings.mqtt.Message;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;
import tidings.mqtt.UnsubAck;
import tidings.mqtt.Version;
import tidings.testkit.Await;

/// What users of Paho for Python find again here: each example of docs/coming-from.md is run.
class ComingFromPahoTest {

    @Test
    void constructor() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            Object userData = "anything";
            //> Client(client_id="", clean_session=True, userdata=None, protocol=MQTTv311)
            //| MQTT 5 is the default, with 3.1.1 where the server does not know it.
            var client = MqttClient.builder()
                    .server(SERVER)
                    .clientId("me")
                    .cleanStart(true)
                    .version(Version.V3_1_1)
                    .attachment(userData)
                    .build();
            //<
            try (client) {
                await(client.connect());
                assertThat(client.attachment()).isEqualTo(userData);
            }
        }
    }

    @Test
    void reinitialise() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            //> reinitialise(client_id="", clean_session=True, userdata=None)
            //| As if just created: session, queue and handlers are gone.
            client.reset(client.config().with(c -> c.clientId("other").cleanStart(true)));
            //<
            assertThat(client.state()).isEqualTo(MqttClient.State.DISCONNECTED);
            await(client.connect());
            client.close();
        }
    }

    @Test
    void inflight() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            //> max_inflight_messages_set(inflight)
            //| As many as the server takes by default; 20 in MQTT 3.x.
            var client = MqttClient.builder().server(SERVER).limits(l -> l.withInFlight(20)).build();
            //<
            try (client) {
                await(client.connect());
                await(client.publish(Message.of("a", "x").withQos(AT_LEAST_ONCE)));
            }
        }
    }

    @Test
    void retry() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            //> message_retry_set(retry)
            //| Honoured in MQTT 3.1 only: later versions repeat on a new connection, by themselves.
            var client = MqttClient.builder()
                    .server(SERVER)
                    .version(Version.V3_1)
                    .sending(s -> s.retryInterval(Duration.ofSeconds(5)))
                    .build();
            //<
            try (client) {
                await(client.connect());
            }
        }
    }

    @Test
    void tlsSet() throws Exception {
        try (Scene scene = new Scene()) {
            String TLS_SERVER = "mqtts://localhost:" + scene.port();
            Path CA = Path.of("ca.pem");
            Path CERTIFICATE = Path.of("me.pem");
            Path KEY = Path.of("me.key");
            //> tls_set(ca_certs, certfile=None, keyfile=None, cert_reqs=CERT_REQUIRED, tls_version=..., ciphers=None)
            //| The address says that TLS is spoken. An encrypted key takes its password from a third argument, `() -> password`.
            var client = MqttClient.builder()
                    .server(TLS_SERVER)
                    .tls(t -> t.trust(CA).identity(CERTIFICATE, KEY).protocols("TLSv1.3", "TLSv1.2"))
                    .build();
            //<
            assertThatThrownBy(() -> await(client.connect())).hasMessageContaining("there is no file ca.pem");
            client.close();
        }
    }

    @Test
    void tlsInsecure() throws Exception {
        try (Scene scene = new Scene()) {
            String TLS_SERVER = "mqtts://localhost:" + scene.port();
            //> tls_insecure_set(value)
            var client = MqttClient.builder().server(TLS_SERVER).tls(t -> t.insecureHostname()).build();
            //<
            assertThat(client.config().transport().tls().hostNameVerified()).isFalse();
            client.close();
        }
    }

    @Test
    void credentials() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            //> username_pw_set(username, password=None)
            var client = MqttClient.builder().server(SERVER).credentials("user", "password").build();
            //<
            try (client) {
                await(client.connect());
            }
        }
    }

    @Test
    void userData() throws Exception {
        try (Scene scene = new Scene()) {
            Object userData = "anything";
            MqttClient client = scene.client();
            //> user_data_set(userdata)
            //| Handlers are lambdas and see what is around them; this is for what is not.
            client.attach(userData);
            //<
            assertThat(client.attachment()).isEqualTo(userData);
            client.close();
        }
    }

    @Test
    void will() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            //> will_set(topic, payload=None, qos=0, retain=False)
            var client = MqttClient.builder()
                    .server(SERVER)
                    .will(Message.of("gone", "bye").withQos(AT_LEAST_ONCE).withRetain(true))
                    .build();
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
            //> connect(host, port=1883, keepalive=60, bind_address="")
            //| Returns when the server has let the client in.
            var client = MqttClient.builder()
                    .server(SERVER)
                    .keepAlive(Duration.ofSeconds(60))
                    .socket(s -> s.localAddress("127.0.0.1"))
                    .build()
                    .blocking();
            client.connect();
            //<
            client.close();
        }
    }

    @Test
    void connectAsync() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            //> connect_async(host, port=1883, keepalive=60, bind_address="")
            var client = MqttClient.of(SERVER);
            client.connect().thenAccept(ack -> scene.print(ack.reason()));
            //<
            try (client) {
                scene.awaitPrinted("SUCCESS");
            }
        }
    }

    @Test
    @SuppressWarnings("try") // the scene is there to be closed
    void connectSrv() throws Exception {
        try (Scene scene = new Scene()) {
            //> connect_srv(domain, keepalive=60, bind_address="")
            //| By priority and weight; null for the domain of this machine. With TLS: `server("mqtts+srv://example.org")`.
            var client = MqttClient.builder().srv("example.org").build();
            //<
            assertThat(client.config().servers()).hasToString("[mqtt+srv://example.org]");
            client.close();
        }
    }

    @Test
    void reconnect() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            await(client.disconnect());
            //> reconnect()
            //| The same session, the same messages.
            client.connect();
            //<
            Await.until("it is connected again", () -> client.state() == MqttClient.State.CONNECTED);
            client.close();
        }
    }

    @Test
    void disconnect() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient reader = scene.reader("last");
            MqttClient client = scene.client();
            //> disconnect()
            //| Nothing that was handed over before is overtaken.
            client.publish(Message.of("last", "words").withQos(AT_LEAST_ONCE));
            client.disconnect();
            //<
            scene.awaitPrinted("last words");
            reader.close();
            client.close();
        }
    }

    @Test
    void loop() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            //> loop(timeout=1.0, max_packets=1)
            //| Waits no longer than until its own next timer: a time-out above the keep alive does no harm.
            var client = MqttClient.builder().server(SERVER).manualLoop().build();
            client.connect();
            client.loop().run(Duration.ofSeconds(1));
            //<
            while (client.state() != MqttClient.State.CONNECTED) {
                client.loop().run(Duration.ofSeconds(1));
            }
            client.close();
        }
    }

    @Test
    void loopStart() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            //> loop_start()
            //| Nothing to call: the client has threads, unless it is built with `manualLoop()`.
            var client = MqttClient.of(SERVER);
            client.connect();
            //<
            Await.until("it is connected", () -> client.state() == MqttClient.State.CONNECTED);
            client.close();
        }
    }

    @Test
    void loopStop() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            //> loop_stop(force=False)
            client.close();
            //<
            assertThat(client.state()).isEqualTo(MqttClient.State.CLOSED);
        }
    }

    @Test
    void loopForever() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            //> loop_forever(timeout=1.0, max_packets=1, retry_first_connection=False)
            //| Returns when `disconnect()` is called.
            var client = MqttClient.builder().server(SERVER).manualLoop().reconnect(r -> r.firstConnect(true)).build();
            client.connect().thenRun(client::disconnect);
            client.loop().runForever();
            //<
            client.close();
        }
    }

    @Test
    void publish() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient reader = scene.reader("a");
            MqttClient client = scene.client();
            //> publish(topic, payload=None, qos=0, retain=False)
            //| The future is the answer: there is no message id to be tracked.
            client.publish(Message.of("a", String.valueOf(21.5)).withQos(AT_LEAST_ONCE).withRetain(true))
                    .thenRun(() -> scene.print("it has arrived"));
            //<
            scene.awaitPrinted("it has arrived");
            scene.awaitPrinted("a 21.5");
            reader.close();
            client.close();
        }
    }

    @Test
    void publishErrors() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            //> ValueError of publish
            //| `IllegalArgumentException`, at the call.
            assertThatThrownBy(() -> client.publish("a/#", "x")).isInstanceOf(IllegalArgumentException.class);
            //<
            client.close();
        }
    }

    @Test
    void noConnection() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            MqttClient client = MqttClient.of(SERVER);
            //> MQTT_ERR_NO_CONN
            //| QoS 1 and 2 wait for a connection; QoS 0 fails, unless `sending(s -> s.queueAtMostOnce(true))`.
            client.publish("a", "x").exceptionally(failure -> {
                scene.print(failure instanceof NotConnectedException);
                return null;
            });
            //<
            scene.awaitPrinted("true");
            client.close();
        }
    }

    @Test
    void subscribe() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            //> subscribe("my/topic", 2)
            client.subscribe("my/topic", EXACTLY_ONCE).thenAccept(ack -> scene.print(ack.reasons()));
            //<
            scene.awaitPrinted("[GRANTED_QOS_2]");
            client.close();
        }
    }

    @Test
    void subscribeSeveral() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            //> subscribe([("my/topic", 0), ("another/topic", 2)])
            //| One packet.
            client.subscribe(
                    List.of(Subscription.of("my/topic", AT_MOST_ONCE), Subscription.of("another/topic", EXACTLY_ONCE)))
                    .thenAccept(ack -> scene.print(ack.reasons().size()));
            //<
            scene.awaitPrinted("2");
            client.close();
        }
    }

    @Test
    void unsubscribe() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            await(client.subscribe("my/topic", AT_MOST_ONCE));
            //> unsubscribe(topic)
            client.unsubscribe("my/topic", "another/topic").thenAccept(ack -> scene.print(ack.reasons()));
            //<
            scene.awaitPrinted("[SUCCESS, NO_SUBSCRIPTION_EXISTED]");
            client.close();
        }
    }

    @Test
    void onConnect() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            MqttClient client = MqttClient.of(SERVER);
            //> on_connect(client, userdata, flags, rc)
            //| Subscribing anew is not needed here: the client does so where the server has lost the session.
            client.onConnected(c -> scene.print("connected, session present: " + c.sessionPresent()));
            client.connect();
            //<
            scene.awaitPrinted("connected, session present: false");
            client.close();
        }
    }

    @Test
    void onDisconnect() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            //> on_disconnect(client, userdata, rc)
            client.onDisconnected(
                    d -> scene.print(d.by() == Disconnected.By.CLIENT ? "as wanted" : "lost: " + d.text()));
            client.disconnect();
            //<
            scene.awaitPrinted("as wanted");
            client.close();
        }
    }

    @Test
    void onMessage() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            await(client.subscribe("my/#", AT_LEAST_ONCE));
            //> on_message(client, userdata, message)
            //| Messages for which no filter has a handler.
            client.onMessage(m -> scene.print(m.topic() + " " + m.text() + " " + m.qos() + " " + m.isRetained()));
            //<
            scene.publish("my/topic", "hello");
            scene.awaitPrinted("my/topic hello AT_LEAST_ONCE false");
            client.close();
        }
    }

    @Test
    void callbackAdd() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            await(client.subscribe("sensors/#", AT_LEAST_ONCE));
            //> message_callback_add(sub, callback)
            //| One handler for each filter that is written the same; of several filters that match, all are called.
            client.onMessage("sensors/temperature", m -> scene.print("temperature " + m.text()));
            client.onMessage("sensors/humidity", m -> scene.print("humidity " + m.text()));
            //<
            scene.publish("sensors/humidity", "40");
            scene.awaitPrinted("humidity 40");
            client.close();
        }
    }

    @Test
    void callbackRemove() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            await(client.subscribe("sensors/#", AT_LEAST_ONCE));
            //> message_callback_remove(sub)
            var registration = client.onMessage("sensors/#", m -> scene.print("too late"));
            registration.close();
            //<
            client.onMessage(m -> scene.print("in time"));
            scene.publish("sensors/humidity", "40");
            scene.awaitPrinted("in time");
            assertThat(scene.hasPrinted("too late")).isFalse();
            client.close();
        }
    }

    @Test
    void onPublish() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            //> on_publish(client, userdata, mid)
            client.publish(Message.of("a", "x").withQos(EXACTLY_ONCE)).thenAccept(done -> scene.print("arrived"));
            //<
            scene.awaitPrinted("arrived");
            client.close();
        }
    }

    @Test
    void onSubscribe() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            //> on_subscribe(client, userdata, mid, granted_qos)
            client.on(SubAck.class).call(event -> scene.print("granted: " + event.packet().reasons()));
            client.subscribe("my/topic", AT_LEAST_ONCE);
            //<
            scene.awaitPrinted("granted: [GRANTED_QOS_1]");
            client.close();
        }
    }

    @Test
    void onUnsubscribe() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = scene.client();
            //> on_unsubscribe(client, userdata, mid)
            client.on(UnsubAck.class).call(event -> scene.print("unsubscribed"));
            client.unsubscribe("my/topic");
            //<
            scene.awaitPrinted("unsubscribed");
            client.close();
        }
    }

    @Test
    void onLog() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            MqttClient client = MqttClient.of(SERVER);
            //> on_log(client, userdata, level, buf)
            //| Or the logger `tidings.client` of `System.Logger`.
            client.onLog(line -> scene.print(line.level() + " " + line.text()));
            client.connect();
            //<
            scene.awaitPrinted("DEBUG connected to " + SERVER);
            client.close();
        }
    }

    @Test
    void loopRead() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            var client = MqttClient.builder().server(SERVER).manualLoop().build();
            client.connect();
            Selector selector = Selector.open();
            while (client.state() != MqttClient.State.CONNECTED) {
                //> loop_read(), loop_write(), loop_misc(), socket(), want_write()
                //| Under a selector of one's own. `tick` says when it wants to be called again.
                MqttLoop loop = client.loop();
                Duration pause = loop.tick();
                if (loop.channel() != null) {
                    loop.channel().register(selector, loop.interest());
                }
                selector.select(Math.clamp(pause.toMillis(), 1, 1_000));
                selector.selectedKeys().clear();
                loop.read();
                loop.write();
                //<
            }
            selector.close();
            client.close();
        }
    }

    @Test
    void matches() throws Exception {
        try (Scene scene = new Scene()) {
            //> topic_matches_sub(sub, topic)
            scene.print(TopicFilter.of("foo/+").matches(TopicName.of("foo/bar")));
            //<
            scene.awaitPrinted("true");
        }
    }

    @Test
    void connackString() throws Exception {
        try (Scene scene = new Scene()) {
            //> connack_string(connack_code)
            scene.print(ReasonCode.ofConnectReturnCode(5).text());
            //<
            scene.awaitPrinted("Not authorized");
        }
    }

    @Test
    void errorString() throws Exception {
        try (Scene scene = new Scene()) {
            MqttClient client = MqttClient.of("mqtt://127.0.0.1:1");
            //> error_string(mqtt_errno)
            //| Failures are a sealed hierarchy with words; there is no number to look up.
            client.connect().exceptionally(failure -> {
                scene.print(failure instanceof MqttException known ? known.getMessage() : "");
                return null;
            });
            //<
            scene.awaitPrinted("Cannot connect to mqtt://127.0.0.1:1: connection refused");
            client.close();
        }
    }

    @Test
    void single() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            MqttClient reader = scene.reader("paho/#");
            //> publish.single(topic, payload=None, qos=0, retain=False, hostname="localhost", ...)
            //| Will, login and TLS: with a configuration instead of the address.
            MqttClient.publishOnce(SERVER, Message.of("paho/test/single", "payload"));
            //<
            scene.awaitPrinted("paho/test/single payload");
            reader.close();
        }
    }

    @Test
    void multiple() throws Exception {
        try (Scene scene = new Scene()) {
            String SERVER = scene.uri();
            MqttClient reader = scene.reader("paho/#");
            //> publish.multiple(msgs, hostname="localhost", ...)
            MqttClient.publishOnce(SERVER,
                    Message.of("paho/test/multiple", "1"),
                    Message.of("paho/test/multiple", "2").withQos(AT_LEAST_ONCE));
            //<
            scene.awaitPrinted("paho/test/multiple 1");
            scene.awaitPrinted("paho/test/multiple 2");
            reader.close();
        }
    }
}
