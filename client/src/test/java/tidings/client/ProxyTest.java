package tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;

/// Proxies that check who comes, and look up names themselves: the server's is one that only they know.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxyTest {

    private static final String SERVER = "broker.behind.the.proxy.invalid";
    private static final String LOGIN = "user:pass word";

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

    static Stream<Arguments> everyKind() {
        return Stream.of(Driving.values())
                .flatMap(driving -> Stream.of("http", "socks4", "socks5").map(kind -> Arguments.of(driving, kind)));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void messagesGoThroughTheProxy(Driving driving, String kind) throws IOException {
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        CompletableFuture<Received> received = new CompletableFuture<>();
        String topic = "proxy/" + driving + "/" + kind;
        try (Relay proxy = Relay.plain(client -> greet(kind, client, asked));
                MqttClient client = driving.client(through(proxy, kind, "mqtt://" + SERVER + ":1883"))) {
            client.subscribe(topic, Qos.AT_LEAST_ONCE, received::complete);
            await(client.connect());
            await(client.publish(Message.of(topic, "x").withQos(Qos.AT_LEAST_ONCE)));
            assertThat(await(received).text()).isEqualTo("x");
            assertThat(asked).containsExactly(SERVER + ":1883");
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void tlsGoesThroughTheProxy(Driving driving, String kind, @TempDir Path folder) throws Exception {
        Keys keys = new Keys(folder);
        SSLServerSocket socket = (SSLServerSocket) keys.serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        try (Relay server = new Relay(socket, client -> {
            ((SSLSocket) client).startHandshake();
            return port();
        });
                Relay proxy = Relay.plain(client -> {
                    greet(kind, client, new ConcurrentLinkedQueue<>());
                    return server.port();
                });
                MqttClient client = driving.client(through(proxy, kind, "mqtts://broker.example.org")
                        .tls(t -> t.trust(keys.file("ca.pem"))))) {
            await(client.connect());
            assertThat(proxy.accepted).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void aProxyThatRefusesIsNamed(Driving driving, String kind) throws IOException {
        try (Relay proxy = Relay.plain(client -> {
            refuse(kind, client);
            return null;
        });
                MqttClient client = driving.client(through(proxy, kind, "mqtt://" + SERVER))) {
            assertThatThrownBy(() -> await(client.connect()))
                    .hasCauseInstanceOf(UnreachableException.class)
                    .hasMessageContaining("the proxy failed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProxyThatIsNotThereIsTold(Driving driving) throws IOException {
        Relay gone = Relay.plain(client -> null);
        gone.close();
        try (MqttClient client = driving.client(through(gone, "http", "mqtt://" + SERVER))) {
            assertThatThrownBy(() -> await(client.connect())).hasCauseInstanceOf(UnreachableException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://proxy, HTTP, proxy, 3128",
        "http://proxy:8080/, HTTP, proxy, 8080",
        "socks4://[::1], SOCKS4, ::1, 1080",
        "socks5://10.0.0.1:9050, SOCKS5, 10.0.0.1, 9050",
    })
    void proxiesAreWrittenAsUris(String uri, Proxy.Kind kind, String host, int port) {
        assertThat(Proxy.parse(uri)).isEqualTo(new Proxy(kind, host, port, null, null));
    }

    @Test
    void thePasswordOfAProxyIsNotShown() {
        assertThat(Proxy.parse("http://me:secret@proxy").toString()).doesNotContain("secret");
        assertThatThrownBy(() -> Proxy.parse("ftp://me:secret@proxy"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ftp://***@proxy")
                .hasMessageNotContaining("secret");
    }

    private MqttConfig.Builder through(Relay proxy, String kind, String server) {
        String login = kind.equals("socks4") ? "user" : "user:pass%20word";
        return MqttClient.builder().server(server).proxy(kind + "://" + login + "@127.0.0.1:" + proxy.port());
    }

    private int port() {
        return broker.addresses().get(0).getPort();
    }

    private Integer greet(String kind, Socket client, Queue<String> asked) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream();
        switch (kind) {
            case "http" -> {
                String head = until(in, "\r\n\r\n");
                asked.add(head.split(" ")[1]);
                String login = Base64.getEncoder().encodeToString(LOGIN.getBytes(StandardCharsets.UTF_8));
                assertThat(head.toLowerCase(Locale.ROOT))
                        .contains("proxy-authorization: basic " + login.toLowerCase(Locale.ROOT));
                out.write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            case "socks4" -> {
                assertThat(in.readUnsignedShort()).isEqualTo(0x0401);
                int port = in.readUnsignedShort();
                assertThat(in.readInt()).isBetween(1, 255); // 4a: the name comes behind the user
                assertThat(until(in, "\0")).isEqualTo("user");
                asked.add(until(in, "\0") + ":" + port);
                out.write(new byte[]{0, 0x5a, 0, 0, 0, 0, 0, 0});
            }
            default -> {
                assertThat(in.read()).isEqualTo(5);
                assertThat(in.readNBytes(in.read())).contains(2);
                out.write(new byte[]{5, 2});
                assertThat(in.read()).isEqualTo(1);
                String user = text(in.readNBytes(in.read()));
                assertThat(user + ":" + text(in.readNBytes(in.read()))).isEqualTo(LOGIN);
                out.write(new byte[]{1, 0});
                assertThat(in.readNBytes(4)).containsExactly(5, 1, 0, 3);
                String host = text(in.readNBytes(in.read()));
                asked.add(host + ":" + in.readUnsignedShort());
                out.write(new byte[]{5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
            }
        }
        return port();
    }

    private static void refuse(String kind, Socket client) throws IOException {
        OutputStream out = client.getOutputStream();
        DataInputStream in = new DataInputStream(client.getInputStream());
        switch (kind) {
            case "http" -> {
                until(in, "\r\n\r\n");
                out.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            case "socks4" -> {
                in.readNBytes(8);
                until(in, "\0");
                until(in, "\0");
                out.write(new byte[]{0, 0x5b, 0, 0, 0, 0, 0, 0});
            }
            default -> {
                in.read();
                in.readNBytes(in.read());
                out.write(new byte[]{5, (byte) 0xff});
            }
        }
    }

    private static String until(InputStream in, String end) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (!text(read.toByteArray()).endsWith(end)) {
            read.write(in.read());
        }
        String all = text(read.toByteArray());
        return all.substring(0, all.length() - end.length());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
