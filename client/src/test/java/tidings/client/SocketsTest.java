package tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
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
import org.junit.jupiter.params.provider.EnumSource;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;

/// Sockets of other kinds, and what they are told.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SocketsTest {

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
    void messagesGoOverAUnixSocket(Driving driving) throws IOException {
        Path folder = Files.createTempDirectory("mqtt"); // short: such paths have a limit
        Path path = folder.resolve("s");
        CompletableFuture<Received> received = new CompletableFuture<>();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            Thread.ofVirtual().start(() -> relay(server));
            try (MqttClient client = driving.client(MqttClient.builder().server("mqtt+unix://" + path))) {
                client.subscribe("unix/" + driving, Qos.AT_LEAST_ONCE, received::complete);
                await(client.connect());
                await(client.publish(Message.of("unix/" + driving, "x").withQos(Qos.AT_LEAST_ONCE)));
                assertThat(await(received).text()).isEqualTo("x");
            }
        } finally {
            Files.deleteIfExists(path);
            Files.delete(folder);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aUnixSocketThatIsNotThereIsNamed(Driving driving, @TempDir Path folder) {
        try (MqttClient client = driving.client(MqttClient.builder().server("mqtt+unix://" + folder + "/none"))) {
            assertThatThrownBy(() -> await(client.connect()))
                    .hasCauseInstanceOf(UnreachableException.class)
                    .hasMessageContaining("Cannot connect to mqtt+unix://" + folder + "/none");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theClientConnectsFromTheAddressAndPortItIsTold(Driving driving) throws IOException {
        int port = freePort();
        CompletableFuture<InetSocketAddress> seen = new CompletableFuture<>();
        try (Relay server = Relay.plain(client -> {
            seen.complete((InetSocketAddress) client.getRemoteSocketAddress());
            return broker.addresses().get(0).getPort();
        });
                MqttClient client = driving.client(MqttClient.builder()
                        .server("mqtt://127.0.0.1:" + server.port())
                        .socket(s -> s.localAddress("127.0.0.2", port)))) {
            await(client.connect());
            assertThat(await(seen)).isEqualTo(new InetSocketAddress("127.0.0.2", port));
        }
    }

    @ParameterizedTest
    @EnumSource
    void tcpKeepAliveIsTakenBySockets(Driving driving) {
        try (MqttClient client = driving.client(MqttClient.builder()
                .server(broker.addresses().get(0).toString())
                .socket(s -> s.keepAlive(3, Duration.ofSeconds(30), Duration.ofSeconds(5)).noDelay(false)))) {
            await(client.connect());
            assertThat(client.state()).isEqualTo(MqttClient.State.CONNECTED);
        }
    }

    @Test
    void whatNoSocketCanBeToldIsRefusedAtOnce() {
        assertThatThrownBy(() -> SocketOptions.DEFAULT.keepAlive(0, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SocketOptions.DEFAULT.localAddress("127.0.0.1", 70_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("70000");
    }

    private void relay(ServerSocketChannel server) {
        try (SocketChannel client = server.accept();
                SocketChannel behind = SocketChannel.open(new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), broker.addresses().get(0).getPort()))) {
            Thread.ofVirtual().start(() -> pass(behind, client));
            pass(client, behind);
        } catch (IOException over) {
            // the test is over
        }
    }

    private static void pass(SocketChannel from, SocketChannel to) {
        try {
            Channels.newInputStream(from).transferTo(Channels.newOutputStream(to));
        } catch (IOException gone) {
            // the other side sees it too
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress("127.0.0.2", 0));
            return socket.getLocalPort();
        }
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
