package tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.mqtt.Version;
import tidings.testkit.Await;

/// The client with the server that most people have; left out where it is not installed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgainstMosquittoTest {

    private static final List<Path> PLACES = List.of(Path.of("/usr/sbin/mosquitto"), Path.of("/usr/bin/mosquitto"));

    private Process mosquitto;
    private int port;
    private int tlsPort;
    private int webSocketPort;
    private Keys keys;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Path program = PLACES.stream().filter(Files::isExecutable).findFirst().orElse(null);
        assumeTrue(program != null, "mosquitto is not installed");
        port = freePort();
        tlsPort = freePort();
        webSocketPort = freePort();
        keys = new Keys(folder);
        String lines = String.join(
                "\n", "user root", "per_listener_settings false", "allow_anonymous true",
                "listener " + port + " 127.0.0.1",
                "listener " + tlsPort + " 127.0.0.1", "cafile " + keys.file("ca.pem"),
                "certfile " + keys.file("server.pem"), "keyfile " + keys.file("server.key"), "require_certificate true",
                "listener " + webSocketPort + " 127.0.0.1", "protocol websockets", "");
        Path config = Files.writeString(folder.resolve("mosquitto.conf"), lines);
        mosquitto = new ProcessBuilder(program.toString(), "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Await.until("mosquitto listens", () -> isOpen(port) && isOpen(tlsPort) && isOpen(webSocketPort));
    }

    @AfterAll
    void stop() {
        if (mosquitto != null) {
            mosquitto.destroy();
        }
    }

    static Stream<Arguments> everyVersionAndQos() {
        return Stream.of(Version.values())
                .flatMap(version -> Stream.of(Qos.values()).map(qos -> Arguments.of(version, qos)));
    }

    @ParameterizedTest
    @MethodSource("everyVersionAndQos")
    void whatIsPublishedIsReceived(Version version, Qos qos) {
        String topic = "round/" + version + "/" + qos;
        List<String> texts = IntStream.range(0, 200).mapToObj(Integer::toString).toList();
        Queue<String> received = new ConcurrentLinkedQueue<>();
        try (MqttClient client = MqttClient.builder().server("127.0.0.1:" + port).version(version).build()) {
            await(client.connect());
            await(client.subscribe(topic, qos, message -> received.add(message.text())));
            texts.stream()
                    .map(text -> client.publish(Message.of(topic, text).withQos(qos)))
                    .toList()
                    .forEach(AgainstMosquittoTest::await);
            Await.until("all are there", () -> received.size() == texts.size());
            assertThat(received).containsExactlyElementsOf(texts);
        }
    }

    @ParameterizedTest
    @EnumSource
    void largeMessagesGoOverTlsBothWays(Driving driving) {
        roundTrip(driving, MqttClient.builder()
                .server("mqtts://localhost:" + tlsPort)
                .tls(t -> t.trust(keys.file("ca.pem")).identity(keys.file("client.pem"), keys.file("client.key"))));
    }

    @ParameterizedTest
    @EnumSource
    void largeMessagesGoOverWebSocketBothWays(Driving driving) {
        roundTrip(driving, MqttClient.builder().server("ws://127.0.0.1:" + webSocketPort));
    }

    private static void roundTrip(Driving driving, MqttConfig.Builder builder) {
        Bytes large = Bytes.handOver(new byte[500_000]);
        CompletableFuture<Received> received = new CompletableFuture<>();
        try (MqttClient client = driving.client(builder)) {
            await(client.connect());
            await(client.subscribe("large", Qos.EXACTLY_ONCE, received::complete));
            await(client.publish(Message.of("large", large).withQos(Qos.EXACTLY_ONCE)));
            assertThat(await(received).payload()).isEqualTo(large);
        }
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
