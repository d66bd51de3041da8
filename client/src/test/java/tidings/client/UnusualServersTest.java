package tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.mqtt.ConnAck;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.testkit.Await;

/// Servers that are old, or no MQTT servers at all.
class UnusualServersTest {

    private static final String REFUSED_VERSION = "20020001";
    private static final String ACCEPTED = "20020000";

    @ParameterizedTest
    @EnumSource
    void aServerThatDoesNotKnowMqtt5IsAskedAgainWith311(Driving driving) throws IOException {
        try (Scripted server =
                new Scripted(HexFormat.of().parseHex(REFUSED_VERSION), HexFormat.of().parseHex(ACCEPTED));
                MqttClient client = driving.client(server.builder())) {
            ConnAck ack = await(client.connect());
            assertThat(ack.reason()).isEqualTo(ReasonCode.SUCCESS);
            assertThat(server.levels).containsExactly(5, 4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aVersionThatWasChosenIsTheOnlyOne(Driving driving) throws IOException {
        try (Scripted server = new Scripted(HexFormat.of().parseHex(REFUSED_VERSION));
                MqttClient client = driving.client(server.builder().version(Version.V3_1_1))) {
            assertThatThrownBy(() -> await(client.connect()))
                    .cause()
                    .isInstanceOfSatisfying(ConnectRefusedException.class, refused -> assertThat(refused.reason())
                            .isEqualTo(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION));
            assertThat(server.levels).containsExactly(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWebServerIsRecognisedAsNoMqttServer(Driving driving) throws IOException {
        byte[] answer = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (Scripted server = new Scripted(answer, answer);
                MqttClient client = driving.client(server.builder())) {
            assertThatThrownBy(() -> await(client.connect()))
                    .hasCauseInstanceOf(ProtocolException.class)
                    .hasMessageContaining("malformed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatSaysNothingIsGivenUp(Driving driving) throws IOException {
        try (Scripted server = new Scripted(new byte[0]);
                MqttClient client = driving.client(server.builder().connectTimeout(Duration.ofMillis(100)))) {
            assertThatThrownBy(() -> await(client.connect()))
                    .hasCauseInstanceOf(TimedOutException.class)
                    .hasMessageContaining("did not answer CONNECT in time");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFirstConnectionIsTriedOnWhereThatIsWanted(Driving driving) throws IOException {
        try (Scripted server = new Scripted(HexFormat.of().parseHex("20020003"), HexFormat.of().parseHex(ACCEPTED));
                MqttClient client = driving.client(server.builder()
                        .version(Version.V3_1_1)
                        .reconnect(r -> r.delay(Duration.ofMillis(1), Duration.ofMillis(2)).firstConnect(true)))) {
            Queue<Disconnected> told = new ConcurrentLinkedQueue<>();
            client.onDisconnected(told::add);
            await(client.connect());
            Await.until("the refusal was told", () -> !told.isEmpty());
            assertThat(told.element().reason()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
            assertThat(told.element().reconnectIn()).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatSendsTheClientElsewhereIsFollowedIfThatIsWanted(Driving driving) throws IOException {
        try (Scripted other = new Scripted(HexFormat.of().parseHex("2003000000"))) {
            String reference = HexFormat.of().formatHex(other.address().getBytes(StandardCharsets.UTF_8));
            String moved = "009d" + String.format("%02x1c00%02x", reference.length() / 2 + 3, reference.length() / 2)
                    + reference;
            byte[] answer = HexFormat.of().parseHex("20" + String.format("%02x", moved.length() / 2) + moved);
            try (Scripted server = new Scripted(answer, answer);
                    MqttClient client = driving.client(server.builder().reconnect(r -> r.redirects(true)));
                    MqttClient stubborn = driving.client(server.builder())) {
                assertThat(await(client.connect()).reason()).isEqualTo(ReasonCode.SUCCESS);
                assertThat(other.levels).containsExactly(5);
                assertThatThrownBy(() -> await(stubborn.connect())).hasCauseInstanceOf(ConnectRefusedException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theApplicationIsAskedBeforeEachFurtherAttempt(Driving driving) throws IOException {
        byte[] refused = HexFormat.of().parseHex("20020005");
        AtomicInteger asked = new AtomicInteger();
        try (Scripted server = new Scripted(refused, refused, HexFormat.of().parseHex(ACCEPTED));
                MqttClient client = driving.client(server.builder()
                        .version(Version.V3_1_1)
                        .reconnect(r -> r.delay(Duration.ofMillis(1), Duration.ofMillis(2)).firstConnect(true))
                        .beforeReconnect(config -> {
                            if (asked.incrementAndGet() == 1) {
                                throw new IllegalStateException("no token at the moment");
                            }
                            return config.with(c -> c.credentials("me", "token-" + asked));
                        }))) {
            await(client.connect());
            assertThat(server.connects).hasSize(3);
            assertThat(server.connects.toArray(String[]::new)[1]).doesNotContain("token");
            assertThat(server.connects.toArray(String[]::new)[2]).endsWith("token-2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void itGivesUpAfterSoManyAttempts(Driving driving) throws IOException {
        byte[] refused = HexFormat.of().parseHex("20020003");
        try (Scripted server = new Scripted(refused, refused, refused, refused);
                MqttClient client = driving.client(server.builder()
                        .version(Version.V3_1_1)
                        .reconnect(r -> r.delay(Duration.ofMillis(1), Duration.ofMillis(2))
                                .firstConnect(true)
                                .attempts(2)))) {
            assertThatThrownBy(() -> await(client.connect())).hasCauseInstanceOf(ConnectRefusedException.class);
            assertThat(server.levels).hasSize(3);
        }
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    /// Answers each connection's first packet with the next bytes of a script; an answer of none leaves it open.
    private static final class Scripted implements AutoCloseable {

        private static final int LEVEL_AT = 8; // behind fixed header (2), name (2 + 4)

        final Queue<Integer> levels = new ConcurrentLinkedQueue<>();
        final Queue<String> connects = new ConcurrentLinkedQueue<>();
        private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

        Scripted(byte[]... answers) throws IOException {
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    for (byte[] answer : answers) {
                        serve(answer);
                    }
                } catch (SocketException closed) {
                    // the test is over
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                }
            });
        }

        MqttConfig.Builder builder() {
            return MqttClient.builder().server(address());
        }

        String address() {
            return "127.0.0.1:" + server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        }

        private void serve(byte[] answer) throws IOException {
            Socket socket = server.accept();
            open.add(socket);
            InputStream in = socket.getInputStream();
            int type = in.read();
            int length = in.read();
            byte[] packet = in.readNBytes(length);
            assertThat(type).isEqualTo(0x10);
            levels.add((int) packet[LEVEL_AT - 2]);
            connects.add(new String(packet, StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(answer);
            boolean accepted = answer.length > 3 && answer[3] == 0;
            if (answer.length > 0 && !accepted) {
                socket.close();
            }
        }
    }
}
