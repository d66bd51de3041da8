package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.client.MqttClient;
import tidings.client.Received;
import tidings.mqtt.Qos;
import tidings.testkit.Await;

/// The gateway as a maker runs it: beside a Brick Daemon, at mosquitto in every way to reach it, and at our device server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BricksTest {

    private static final String BRICK = "temperature_v2_bricklet/";

    private final int plain = freePort();
    private final int webSocket = freePort();
    private final int tls = freePort();
    private Path keys;
    private Process mosquitto;
    private GatewayProcess simulator;
    private String uid;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        String program = Tool.required("mosquitto", "mosquitto");
        String openssl = Tool.required("openssl", "openssl");
        keys = folder;
        Tool.run(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost", "-keyout", file("key"), "-out", file("certificate"));
        Path config = Files.writeString(folder.resolve("mosquitto.conf"), """
                user root
                allow_anonymous true
                listener %d 127.0.0.1
                listener %d 127.0.0.1
                protocol websockets
                listener %d 127.0.0.1
                cafile %s
                certfile %s
                keyfile %s
                require_certificate true
                """.formatted(plain, webSocket, tls, file("certificate"), file("certificate"), file("key")));
        mosquitto = Tool.start(program, "-c", config.toString());
        Thread.ofVirtual().start(() -> mosquitto.inputReader().lines().forEach(line -> {}));
        simulator = GatewayProcess.simulator();
        uid = "";
    }

    @AfterAll
    void stop() {
        if (simulator != null) {
            simulator.close();
        }
        if (mosquitto != null) {
            mosquitto.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MQTT 3.1.1", "MQTT 5", "WebSocket", "TLS with a client certificate"})
    void bricksAnswerHoweverTheBrokerIsReached(String way) throws Exception {
        String[] options = switch (way) {
            case "MQTT 3.1.1" -> new String[]{"--broker-port", Integer.toString(plain)};
            case "MQTT 5" -> new String[]{"--broker-port", Integer.toString(plain), "--broker-mqtt-version", "5"};
            case "WebSocket" -> new String[]{"--broker-url", "ws://127.0.0.1:" + webSocket + "/mqtt"};
            default -> new String[]{"--broker-host", "localhost", "--broker-port", Integer.toString(tls),
                "--broker-certificate", file("certificate"), "--broker-client-certificate", file("certificate"),
                "--broker-client-key", file("key")};
        };
        try (GatewayProcess gateway = GatewayProcess.gateway(simulator, options); MqttClient maker = maker()) {
            assertThat(asked(maker, BRICK + uid(maker) + "/get_temperature")).startsWith("{\"temperature\": ");
            gateway.process().destroy();
            assertThat(gateway.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(gateway.process().exitValue()).isZero();
        }
    }

    @Test
    void bricksAppearInTheDeviceServerByThemselves(@TempDir Path data) throws Exception {
        try (ServerProcess server = ServerProcess.serve(data)) {
            Rest rest = Rest.login(server);
            rest.createGateway("bricks", "bricks-token");
            try (GatewayProcess gateway = GatewayProcess.gateway(
                    simulator, "--broker-port", Integer.toString(plain), "--dashboard-url",
                    "mqtt://bricks-token@127.0.0.1:" + server.mqttPort()); MqttClient maker = maker()) {
                String name = "Temperature Bricklet 2.0 " + uid(maker);
                Await.until("the brick is a device", () -> rest.hasDevice(name));
                String device = rest.deviceNamed(name);
                Await.until("its temperature is stored", () -> rest.latest(device).has("temperature"));
                assertThat(gateway.process().isAlive()).isTrue();
            }
        }
    }

    /// The simulated brick's UID, as enumeration tells it.
    private String uid(MqttClient maker) throws Exception {
        if (uid.isEmpty()) {
            CompletableFuture<Received> enumerated = new CompletableFuture<>();
            maker.blocking()
                    .subscribe("tinkerforge/callback/ip_connection/enumerate", Qos.AT_LEAST_ONCE,
                            enumerated::complete);
            maker.publish("tinkerforge/register/ip_connection/enumerate", "true").join();
            maker.publish("tinkerforge/request/ip_connection/enumerate", "").join();
            uid = enumerated.get(20, TimeUnit.SECONDS).text().replaceFirst(".*\"uid\": \"([^\"]+)\".*", "$1");
        }
        return uid;
    }

    private static String asked(MqttClient maker, String function) throws Exception {
        CompletableFuture<Received> response = new CompletableFuture<>();
        maker.blocking().subscribe("tinkerforge/response/" + function, Qos.AT_LEAST_ONCE, response::complete);
        maker.publish("tinkerforge/request/" + function, "").join();
        return response.get(20, TimeUnit.SECONDS).text();
    }

    private MqttClient maker() {
        MqttClient maker = MqttClient.builder()
                .server("mqtt://127.0.0.1:" + plain)
                .connectTimeout(Duration.ofSeconds(20))
                .build();
        maker.connect().join();
        return maker;
    }

    private String file(String name) {
        return keys.resolve(name + ".pem").toString();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
