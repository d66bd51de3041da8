package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.testkit.Await;

/// Several listeners, each on its own terms; and those who come slowly, or through a proxy.
class ListenerTest {

    /// "PROXY TCP4 192.0.2.7:5000 -> 192.0.2.1:1883" in version 2.
    private static final String VERSION_2 = "0d0a0d0a000d0a515549540a 21 11 000c c0000207 c0000201 1388 075b";
    /// What a proxy says that only looks whether we live.
    private static final String LOCAL = "0d0a0d0a000d0a515549540a 20 00 0000";

    @TempDir
    Path folder;
    private final BlockingQueue<SocketAddress> remotes = new LinkedBlockingQueue<>();

    @ParameterizedTest
    @CsvSource({
        "mqtt://localhost, mqtt://localhost:1883",
        "mqtts://localhost, mqtts://localhost:8883",
        "tcp://[::1]:0, mqtt://[::1]:0",
        "ws://localhost, ws://localhost:80/mqtt",
        "wss://localhost:1/a/b, wss://localhost:1/a/b",
        "unix:///run/mqtt.sock, unix:///run/mqtt.sock",
    })
    void anAddressIsMadeWhole(String said, URI whole) {
        assertThat(Listener.at(said).uri()).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "http://localhost", "mqtt://", "mqtt://u@localhost", "mqtt://localhost/path",
        "mqtt://localhost:99999", "unix://host/path", "unix:relative", "unix:///", "ws://localhost/a?b", "::"})
    void whatIsNoAddressIsRefused(String said) {
        assertThatThrownBy(() -> Listener.at(said)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }

    @Test
    @SuppressWarnings("try") // two of them only have to be there
    void eachListenerHasItsTerms() throws IOException {
        try (Broker broker = Broker.start(BrokerConfig.builder()
                .listen(Listener.at("mqtt://127.0.0.1:0").connections(2))
                .listen(Listener.at("mqtt://127.0.0.1:0").allowAnonymous(true))
                .build())) {
            URI closed = broker.addresses().get(0);
            URI open = broker.addresses().get(1);
            assertThat(answer(new RawClient(closed, Version.V5))).isEqualTo(ReasonCode.NOT_AUTHORIZED);
            RawClient first = new RawClient(open, Version.V5);
            assertThat(answer(first)).isEqualTo(ReasonCode.SUCCESS);
            Await.until("the refused one is gone", () -> broker.connections() == 1);
            RawClient one = new RawClient(closed, Version.V5);
            RawClient two = new RawClient(closed, Version.V5);
            Await.until("both are there", () -> broker.connections() == 3);
            assertThat(new RawClient(closed, Version.V5).receive()).isNull();
            assertThat(answer(new RawClient(open, Version.V5))).isEqualTo(ReasonCode.SUCCESS);
            first.close(); // all are closed here, not by the garbage collector in between
            one.close();
            two.close();
        }
    }

    @Test
    void aProxyTellsWhereAConnectionComesFrom() throws Exception {
        try (Broker broker = behindProxy(Listener.at("mqtt://127.0.0.1:0").behindProxies("127.0.0.0/8"))) {
            URI address = broker.addresses().get(0);
            try (RawClient client = new RawClient(address, Version.V5)) {
                client.sendBytes(Unpooled.copiedBuffer(
                        "PROXY TCP6 2001:db8::7 2001:db8::1 5000 1883\r\n", StandardCharsets.US_ASCII));
                assertThat(answer(client)).isEqualTo(ReasonCode.SUCCESS);
            }
            assertThat(remote()).isEqualTo(new InetSocketAddress("2001:db8::7", 5000));
            try (RawClient client = new RawClient(address, Version.V5)) {
                for (String part : VERSION_2.split(" ")) {
                    client.sendHex(part);
                }
                assertThat(answer(client)).isEqualTo(ReasonCode.SUCCESS);
            }
            assertThat(remote()).isEqualTo(new InetSocketAddress("192.0.2.7", 5000));
            try (RawClient client = new RawClient(address, Version.V5)) {
                client.sendHex(LOCAL);
                assertThat(answer(client)).isEqualTo(ReasonCode.SUCCESS);
            }
            assertThat(remote()).isInstanceOf(InetSocketAddress.class);
        }
    }

    @Test
    void nobodyComesInWithoutAHeaderOrFromElsewhere() throws Exception {
        try (Broker broker = behindProxy(Listener.at("mqtt://127.0.0.1:0").behindProxies())) {
            try (RawClient client = new RawClient(broker.addresses().get(0), Version.V5)) {
                client.send(Connect.of(Version.V5, "straight", true, 0));
                assertThat(client.receive()).isNull();
            }
        }
        try (Broker broker = behindProxy(Listener.at("mqtt://127.0.0.1:0").behindProxies("192.0.2.0/24"))) {
            try (RawClient client = new RawClient(broker.addresses().get(0), Version.V5)) {
                assertThat(client.receive()).isNull();
            }
        }
        assertThat(remotes).isEmpty();
        assertThatThrownBy(() -> behindProxy(Listener.at("mqtt://127.0.0.1:0").behindProxies("everywhere")))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("everywhere");
    }

    @Test
    void addressesBehindAProxyHaveTheirOwnLimits() throws Exception {
        try (Broker broker = Broker.start(config(Listener.at("mqtt://127.0.0.1:0").behindProxies())
                .limits(Limits.defaults().with(limits -> limits.connectionsPerAddress(1)))
                .build())) {
            URI address = broker.addresses().get(0);
            RawClient one = new RawClient(address, Version.V5);
            one.sendHex(VERSION_2);
            assertThat(answer(one)).isEqualTo(ReasonCode.SUCCESS);
            RawClient same = new RawClient(address, Version.V5);
            same.sendHex(VERSION_2);
            assertThat(answer(same)).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
            RawClient other = new RawClient(address, Version.V5);
            other.sendHex(VERSION_2.replace("c0000207", "c0000208"));
            assertThat(answer(other)).isEqualTo(ReasonCode.SUCCESS);
        }
    }

    /// Silent, or dripping: before TLS, before the header of a proxy, before the upgrade and after it.
    @ParameterizedTest
    @CsvSource({"tls, ''", "tls, 16030100", "proxy, ''", "proxy, 50524f5859", "ws, ''", "ws, 474554202f",
        "upgraded, ''"})
    void whoIsNotThereInTimeIsClosedAndNobodyElseNoticesIt(String kind, String hex) throws Exception {
        Keys keys = new Keys(folder);
        Listener listener = switch (kind) {
            case "tls" -> Listener.at("mqtts://127.0.0.1:0").tls(keys.tls());
            case "proxy" -> Listener.at("mqtt://127.0.0.1:0").behindProxies();
            default -> Listener.at("ws://127.0.0.1:0");
        };
        try (Broker broker = Broker.start(config(listener).listen("mqtt://127.0.0.1:0")
                .limits(Limits.defaults().with(limits -> limits.connectTimeout(Duration.ofMillis(700))))
                .build())) {
            int port = broker.addresses().get(0).getPort();
            try (HealthyPair healthy = new HealthyPair(broker.addresses().get(1), "healthy")) {
                for (int i = 0; i < 20; i++) {
                    Socket socket = RawClient.patient(new Socket("127.0.0.1", port));
                    if (kind.equals("upgraded")) {
                        assertThat(WebSocketPipe.mqtt(socket).isUpgraded()).isTrue();
                    }
                    socket.getOutputStream().write(HexFormat.of().parseHex(hex));
                    if (i == 0) {
                        isClosed(socket);
                    }
                }
                healthy.someMore();
                Await.until("all of them are gone", () -> broker.connections() == 1);
            }
        }
    }

    @Test
    void aSocketThatWasLeftBehindIsNoObstacleAndOneInUseIs() throws Exception {
        Path path = folder.resolve("broker.sock");
        BrokerConfig config = BrokerConfig.builder().listen("unix://" + path).allowAnonymous(true).build();
        try (var left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
        try (Broker broker = Broker.start(config)) {
            assertThat(broker.addresses()).containsExactly(URI.create("unix://" + path));
            assertThatThrownBy(() -> Broker.start(config)).isInstanceOf(BrokerException.class);
        }
        assertThat(path).doesNotExist();
        Files.writeString(path, "precious");
        assertThatThrownBy(() -> Broker.start(config)).isInstanceOf(BrokerException.class);
        assertThat(path).hasContent("precious");
    }

    private Broker behindProxy(Listener listener) {
        return Broker.start(config(listener).build());
    }

    private BrokerConfig.Builder config(Listener listener) {
        return BrokerConfig.builder().listen(listener).eventLoops(2).authenticator(login -> {
            remotes.add(login.remote());
            return CompletableFuture.completedStage(Verdict.ACCEPTED);
        });
    }

    private SocketAddress remote() throws InterruptedException {
        return remotes.poll(20, TimeUnit.SECONDS);
    }

    private static ReasonCode answer(RawClient client) throws IOException {
        client.send(Connect.of(Version.V5, "", true, 0));
        return client.receive(ConnAck.class).reason();
    }

    private static void isClosed(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        while (in.read() >= 0) {
            // TLS and WebSocket say goodbye
        }
    }
}
