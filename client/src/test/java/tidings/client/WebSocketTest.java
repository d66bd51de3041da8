package tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.mqtt.Version;
import tidings.testkit.Await;

/// MQTT over WebSocket, with a server that cuts packets into frames as it likes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSocketTest {

    private Broker broker;

    @BeforeAll
    void start() {
        broker = Broker.start(
                BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).build());
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @ParameterizedTest
    @EnumSource
    void packetsMaySpanFramesAndFramesMayHoldPackets(Driving driving) throws Exception {
        Bytes large = Bytes.handOver(new byte[100_000]);
        CompletableFuture<Received> received = new CompletableFuture<>();
        String topic = "ws/" + driving;
        try (WebSocketEndpoint endpoint = endpoint(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
                MqttClient client = driving.client(MqttClient.builder()
                        .server("ws://localhost:" + endpoint.port() + "/some/path?key=value")
                        .webSocket(ws -> ws.header("Authorization", "Bearer secret").header("X-Two", "2")))) {
            client.subscribe(topic, Qos.EXACTLY_ONCE, received::complete);
            await(client.connect());
            await(client.publish(Message.of(topic, large).withQos(Qos.EXACTLY_ONCE)));
            assertThat(await(received).payload()).isEqualTo(large);
            assertThat(endpoint.request).startsWith("GET /some/path?key=value HTTP/1.1");
            assertThat(endpoint.headers).containsEntry("sec-websocket-protocol", "mqtt")
                    .containsEntry("authorization", "Bearer secret")
                    .containsEntry("x-two", "2");
            Await.until("the ping was answered", () -> endpoint.controls.contains(WebSocketEndpoint.PONG));
            await(client.disconnect());
            Await.until("a farewell came", () -> endpoint.controls.contains(WebSocketEndpoint.CLOSE));
        }
    }

    @ParameterizedTest
    @EnumSource
    void webSocketGoesOverTls(Driving driving, @TempDir Path folder) throws Exception {
        Keys keys = new Keys(folder);
        ServerSocket socket = keys.serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        CompletableFuture<Received> received = new CompletableFuture<>();
        try (WebSocketEndpoint endpoint = endpoint(socket);
                MqttClient client = driving.client(MqttClient.builder()
                        .server("wss://localhost:" + endpoint.port())
                        .tls(t -> t.trust(keys.file("ca.pem"))))) {
            client.subscribe("wss", Qos.AT_LEAST_ONCE, received::complete);
            await(client.connect());
            await(client.publish(Message.of("wss", "x").withQos(Qos.AT_LEAST_ONCE)));
            assertThat(await(received).text()).isEqualTo("x");
            assertThat(endpoint.request).startsWith("GET /mqtt HTTP/1.1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatSpeaksNoWebSocketIsNamed(Driving driving) throws IOException {
        try (Relay web = Relay.plain(client -> {
            client.getOutputStream()
                    .write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().readNBytes(10_000);
            return null;
        });
                MqttClient client =
                        driving.client(MqttClient.builder().server("ws://localhost:" + web.port() + "/mqtt"))) {
            assertThatThrownBy(() -> await(client.connect()))
                    .hasCauseInstanceOf(UnreachableException.class)
                    .hasMessageContaining("WebSocket failed")
                    .hasMessageContaining("404 Not Found");
        }
    }

    @ParameterizedTest
    @EnumSource
    void textIsNoMqtt(Driving driving) throws Exception {
        try (WebSocketEndpoint endpoint = endpoint(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
                MqttClient client = driving.client(MqttClient.builder()
                        .server("ws://localhost:" + endpoint.port() + "/text")
                        .version(Version.V5))) {
            assertThatThrownBy(() -> await(client.connect()))
                    .hasCauseInstanceOf(ProtocolException.class)
                    .hasMessageContaining("text over WebSocket");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFarewellIsAnswered(Driving driving) throws Exception {
        try (WebSocketEndpoint endpoint = endpoint(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
                MqttClient client =
                        driving.client(MqttClient.builder().server("ws://localhost:" + endpoint.port() + "/close"))) {
            assertThatThrownBy(() -> await(client.connect())).hasCauseInstanceOf(ConnectionLostException.class);
            Await.until("it was answered", () -> endpoint.controls.contains(WebSocketEndpoint.CLOSE));
        }
    }

    private WebSocketEndpoint endpoint(ServerSocket socket) {
        return new WebSocketEndpoint(socket, broker.addresses().get(0).getPort());
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
