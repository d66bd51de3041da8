package tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.mqtt.Qos.AT_LEAST_ONCE;
import static tidings.mqtt.Qos.AT_MOST_ONCE;
import static tidings.mqtt.Qos.EXACTLY_ONCE;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.PubAck;
import tidings.mqtt.Publish;
import tidings.testkit.Await;
import tidings.testkit.Examples;

/// The examples of docs/client.md, run.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamplesTest {

    private static final Map<String, String> SHOWN = Map.ofEntries(
            Map.entry("SERVER", "\"mqtt://localhost\""), Map.entry("BROKER_A", "\"mqtt://broker-a\""),
            Map.entry("BROKER_B", "\"mqtt://broker-b\""),
            Map.entry("TLS_SERVER", "\"mqtts://broker.example.org\""),
            Map.entry("WSS_SERVER", "\"wss://broker.example.org:8084/mqtt\""),
            Map.entry("PROXY", "\"http://proxy.example.org:3128\""), Map.entry("FOLDER", "Path.of(\"/var/lib/meter\")"),
            Map.entry("CA", "Path.of(\"ca.pem\")"), Map.entry("CERTIFICATE", "Path.of(\"me.pem\")"),
            Map.entry("KEY", "Path.of(\"me.key\")"));

    private final Queue<String> printed = new ConcurrentLinkedQueue<>();
    private Broker broker;
    private String SERVER;
    private Keys keys;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        broker = Broker.start(
                BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).build());
        SERVER = broker.addresses().get(0).toString();
        keys = new Keys(folder);
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @Test
    void theDocumentShowsTheseExamples() throws IOException {
        Path document = Path.of("../docs/client.md");
        List<Examples.Example> examples =
                Examples.read(Path.of("src/test/java/tidings/client/ExamplesTest.java"), SHOWN);
        Examples.check(document, Examples.filled(Files.readString(document), examples));
    }

    @Test
    void publish() {
        try (MqttClient reader = reader("home/kitchen/temperature")) {
            //> publish one message
            try (var client = MqttClient.of(SERVER).blocking()) {
                client.connect();
                client.publish("home/kitchen/temperature", "21.5");
            }
            //<
            Await.until("it came", () -> reader.metrics().messagesReceived() == 1);
        }
    }

    @Test
    void subscribe() {
        //> subscribe with a lambda
        var client = MqttClient.of(SERVER);
        client.subscribe("home/+/humidity", AT_LEAST_ONCE, m -> System.out.println(m.topic() + " " + m.text()));
        client.connect().join();
        //<
        try (client) {
            publish("home/kitchen/humidity", "40");
            Await.until("it came", () -> client.metrics().messagesReceived() == 1);
        }
    }

    @Test
    void survive(@TempDir Path FOLDER) throws IOException {
        String BROKER_A = nobody();
        String BROKER_B = SERVER;
        try (MqttClient reader = reader("meters/17/kwh")) {
            //> survive everything
            var client = MqttClient.builder()
                    .servers(List.of(BROKER_A, BROKER_B))
                    .clientId("meter-17")
                    .cleanStart(false)
                    .sessionExpiry(Duration.ofDays(1))
                    .store(SessionStore.file(FOLDER))
                    .reconnect(r -> r.delay(Duration.ofSeconds(1), Duration.ofMinutes(2)).firstConnect(true))
                    .limits(l -> l.withQueue(100_000, 64 << 20))
                    .beforeReconnect(config -> config.with(c -> c.credentials("meter-17", freshToken())))
                    .build();
            client.onDisconnected(d -> System.err.println("lost: " + d.text() + ", again in " + d.reconnectIn()));
            client.connect();
            client.publish(Message.of("meters/17/kwh", "4711").withQos(EXACTLY_ONCE)) // now, or as soon as it can go
                    .orTimeout(1, TimeUnit.HOURS)
                    .whenComplete((done, failure) -> {});
            //<
            try (client) {
                Await.until("it came", () -> reader.metrics().messagesReceived() == 1);
            }
        }
    }

    @Test
    void tls() throws Exception {
        Path CA = keys.file("ca.pem");
        Path CERTIFICATE = keys.file("client.pem");
        Path KEY = keys.file("client.key");
        SSLServerSocket socket = (SSLServerSocket) keys.serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(true);
        try (Relay relay = new Relay(socket, accepted -> {
            ((SSLSocket) accepted).startHandshake();
            return port();
        })) {
            String TLS_SERVER = "mqtts://localhost:" + relay.port();
            //> TLS with a client certificate
            var client = MqttClient.builder()
                    .server(TLS_SERVER)
                    .tls(t -> t.trust(CA).identity(CERTIFICATE, KEY))
                    .build();
            //<
            try (client) {
                await(client.connect());
            }
        }
    }

    @Test
    void will() {
        try (MqttClient reader = reader("devices/7/online")) {
            //> will
            var client = MqttClient.builder()
                    .server(SERVER)
                    .will(Message.of("devices/7/online", "false")
                            .withQos(AT_LEAST_ONCE)
                            .withRetain(true)
                            .with(Property.WILL_DELAY_INTERVAL, 30L))
                    .build();
            client.onConnected(c -> client.publish(Message.of("devices/7/online", "true").withRetain(true)));
            //<
            try (client) {
                await(client.connect());
                Await.until("it came", () -> reader.metrics().messagesReceived() == 1);
            }
        }
    }

    @Test
    void request() {
        try (MqttClient service = MqttClient.of(SERVER);
                MqttClient client = MqttClient.of(SERVER)) {
            await(service.connect());
            await(client.connect());
            CompletableFuture<String> answered = new CompletableFuture<>();
            client.onMessage(m -> {});
            //> request and response
            service.subscribe("services/add", AT_LEAST_ONCE, m -> service.publish(m.reply("42")));

            client.request(Message.of("services/add", "40+2").withQos(AT_LEAST_ONCE), Duration.ofSeconds(5))
                    .thenAccept(answer -> System.out.println(answer.text()));
            //<
            await(service.subscribe("services/sub", AT_LEAST_ONCE, m -> service.publish(m.reply("38"))));
            client.request(Message.of("services/sub", "40-2").withQos(AT_LEAST_ONCE), Duration.ofSeconds(5))
                    .thenAccept(answer -> answered.complete(answer.text()));
            assertThat(await(answered)).isEqualTo("38");
        }
    }

    @Test
    void ownLoop() {
        Thread publisher = Thread.ofVirtual().unstarted(() -> publish("loop/a", "x"));
        //> the caller's loop
        var client = MqttClient.builder().server(SERVER).manualLoop().build();
        client.onMessage(m -> System.out.println(m.text()));
        client.connect();
        client.subscribe("loop/#", AT_MOST_ONCE).thenRun(publisher::start);
        MqttLoop loop = client.loop();
        while (loop.run(Duration.ofSeconds(1)) && client.metrics().messagesReceived() == 0) {
            // own work between the turns, on this very thread
        }
        //<
        try (client) {
            assertThat(client.metrics().messagesReceived()).isEqualTo(1);
        }
    }

    @Test
    void handlers() {
        MqttClient client = MqttClient.of(SERVER);
        //> handlers and listeners
        client.onMessage("sensors/temperature/#", m -> store(m));
        client.onMessage("sensors/humidity/#", m -> store(m));
        client.onMessage(m -> System.out.println("neither: " + m.topic()));

        client.on(Publish.class).when(p -> p.hasTopic("cool")).priority(10).call(p -> System.out.println("cool"));
        client.on(Publish.class).call(p -> System.out.println("only when no condition above held"));
        client.on(PubAck.class).call(p -> System.out.println("acknowledged: " + p.packet().packetId()));
        //<
        try (client) {
            await(client.connect());
            await(client.subscribe("sensors/#", AT_LEAST_ONCE));
            publish("sensors/temperature/1", "21");
            Await.until("it was stored", () -> printed.contains("sensors/temperature/1"));
        }
    }

    @Test
    void oneShot() {
        try (MqttClient reader = reader("test/#")) {
            //> one shot
            MqttClient.publishOnce(SERVER, Message.of("test/single", "payload"));
            MqttClient.publishOnce(SERVER,
                    Message.of("test/multiple", "one"),
                    Message.of("test/multiple", "two").withQos(AT_LEAST_ONCE));
            //<
            Await.until("all came", () -> reader.metrics().messagesReceived() == 3);
        }
    }

    @Test
    void webSocketThroughAProxyAtItsOwnPace() throws Exception {
        SSLServerSocket socket = (SSLServerSocket) keys.serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        try (WebSocketEndpoint endpoint = new WebSocketEndpoint(socket, port());
                Relay proxy = Relay.plain(accepted -> {
                    String head = "";
                    while (!head.endsWith("\r\n\r\n")) {
                        head += (char) accepted.getInputStream().read();
                    }
                    accepted.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes());
                    return endpoint.port();
                })) {
            String WSS_SERVER = "wss://broker.example.org:" + endpoint.port() + "/mqtt";
            String PROXY = "http://127.0.0.1:" + proxy.port();
            Path CA = keys.file("ca.pem");
            //> WebSocket through a proxy, and a subscriber that sets the pace
            var client = MqttClient.builder()
                    .server(WSS_SERVER)
                    .tls(t -> t.trust(CA))
                    .webSocket(ws -> ws.header("Authorization", "Bearer " + freshToken()))
                    .proxy(PROXY)
                    .build();
            client.connect();
            client.subscribe("orders/#", AT_LEAST_ONCE);
            client.messages("orders/#").subscribe(new Flow.Subscriber<>() {
                Flow.Subscription subscription;

                public void onSubscribe(Flow.Subscription made) {
                    subscription = made;
                    subscription.request(1);
                }

                public void onNext(Received message) {
                    store(message);
                    subscription.request(1); // the server waits while we do not
                }

                public void onError(Throwable failure) {}

                public void onComplete() {}
            });
            //<
            try (client) {
                await(client.subscribe("orders/#", AT_LEAST_ONCE));
                publish("orders/1", "pizza");
                Await.until("it was stored", () -> printed.contains("orders/1"));
                assertThat(endpoint.headers).containsEntry("authorization", "Bearer fresh");
            }
        }
    }

    private void store(Received message) {
        printed.add(message.topic());
    }

    private static String freshToken() {
        return "fresh";
    }

    private int port() {
        return broker.addresses().get(0).getPort();
    }

    private MqttClient reader(String filter) {
        MqttClient reader = MqttClient.of(SERVER);
        await(reader.connect());
        await(reader.subscribe(filter, EXACTLY_ONCE));
        return reader;
    }

    private void publish(String topic, String text) {
        MqttClient.publishOnce(SERVER, Message.of(topic, text).withQos(AT_LEAST_ONCE));
    }

    private static String nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "mqtt://127.0.0.1:" + socket.getLocalPort();
        }
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
