package tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;

/// TLS as users set it up, with a server that asks for client certificates.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {

    private Keys keys;
    private Broker broker;
    private Relay relay;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        keys = new Keys(folder);
        broker = Broker.start(BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).build());
        relay = tls("meter");
    }

    @AfterAll
    void stop() throws IOException {
        relay.close();
        broker.close();
    }

    static Stream<Arguments> identities() {
        return Stream.of(Driving.values())
                .flatMap(driving -> Stream.of("PEM", "ENCRYPTED PEM", "PKCS#12", "CONTEXT")
                        .map(kind -> Arguments.of(driving, kind)));
    }

    @ParameterizedTest
    @MethodSource("identities")
    void messagesGoBothWaysWithEveryKindOfIdentity(Driving driving, String kind) throws Exception {
        Path pem = keys.file("client.pem");
        Tls tls = switch (kind) {
            case "PEM" -> trusting().identity(pem, keys.file("client.key"));
            case "ENCRYPTED PEM" -> trusting().identity(pem, keys.file("client.enc.key"), () -> Keys.PASSWORD);
            case "PKCS#12" -> Tls.DEFAULT.trustStore(keys.file("trusted.p12"), () -> Keys.PASSWORD)
                    .identityStore(keys.file("client.p12"), () -> Keys.PASSWORD);
            default -> Tls.DEFAULT.context(keys.clientContext());
        };
        Bytes large = Bytes.handOver(new byte[300_000]);
        CompletableFuture<Received> received = new CompletableFuture<>();
        String topic = "tls/" + driving + "/" + kind.replace("#", "");
        try (MqttClient client = driving.client(to(relay).tls(t -> tls))) {
            client.subscribe(topic, Qos.EXACTLY_ONCE, received::complete);
            await(client.connect());
            await(client.publish(Message.of(topic, large).withQos(Qos.EXACTLY_ONCE)));
            assertThat(await(received).payload()).isEqualTo(large);
            await(client.disconnect());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerOfAnotherAuthorityIsNotTrusted(Driving driving) {
        assertUnreachable(driving, to(relay), "is of an authority that is not trusted here");
    }

    @ParameterizedTest
    @EnumSource
    void aCertificateForAnotherHostIsRefused(Driving driving) {
        MqttConfig.Builder builder =
                MqttClient.builder().server("mqtts://127.0.0.1:" + relay.port()).tls(t -> identified());
        assertUnreachable(driving, builder, "the server's certificate is for another host");
    }

    @ParameterizedTest
    @EnumSource
    void aReadyMadeContextDoesNotSwitchOffTheHostNameCheck(Driving driving) throws Exception {
        Tls tls = Tls.DEFAULT.context(keys.clientContext());
        MqttConfig.Builder builder =
                MqttClient.builder().server("mqtts://127.0.0.1:" + relay.port()).tls(t -> tls);
        assertUnreachable(driving, builder, "the server's certificate is for another host");
    }

    @ParameterizedTest
    @EnumSource
    void theHostNameCheckCanBeSwitchedOffByNameOnly(Driving driving) {
        try (MqttClient client = driving.client(MqttClient.builder()
                .server("mqtts://127.0.0.1:" + relay.port())
                .tls(t -> identified().insecureHostname()))) {
            await(client.connect());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatAsksForACertificateSaysSo(Driving driving) {
        assertThatThrownBy(() -> {
            try (MqttClient client = driving.client(to(relay).tls(t -> trusting()))) {
                await(client.connect());
            }
        })
                .hasCauseInstanceOf(MqttException.class)
                .hasMessageContaining("TLS failed")
                .hasMessageContaining("certificate");
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatSpeaksNoTlsIsRecognised(Driving driving) throws IOException {
        try (Relay plain = Relay.plain(client -> {
            client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
            client.getInputStream().readNBytes(10_000);
            return null;
        })) {
            assertUnreachable(driving, to(plain), "the server does not speak TLS");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatDoesNotAnswerIsGivenUp(Driving driving) throws IOException {
        try (Relay silent = Relay.plain(client -> {
            client.getInputStream().readAllBytes();
            return null;
        })) {
            assertUnreachable(
                    driving, to(silent).connectTimeout(Duration.ofMillis(200)), "TLS was not ready in time");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theServerIsAskedForByNameAndProtocol(Driving driving) throws Exception {
        CompletableFuture<SSLSession> session = new CompletableFuture<>();
        CompletableFuture<String> protocol = new CompletableFuture<>();
        try (Relay named = new Relay(socket("meter"), accepted -> {
            SSLSocket client = (SSLSocket) accepted;
            client.startHandshake();
            session.complete(client.getSession());
            protocol.complete(client.getApplicationProtocol());
            return port();
        });
                MqttClient client = driving.client(MqttClient.builder()
                        .server("mqtts://127.0.0.1:" + named.port())
                        .tls(t -> identified()
                                .serverName("broker.example.org")
                                .alpn("meter")
                                .protocols("TLSv1.2")
                                .ciphers("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                                        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")))) {
            await(client.connect());
            ExtendedSSLSession agreed = (ExtendedSSLSession) await(session);
            assertThat(agreed.getRequestedServerNames()).containsExactly(new SNIHostName("broker.example.org"));
            assertThat(agreed.getProtocol()).isEqualTo("TLSv1.2");
            assertThat(agreed.getCipherSuite()).contains("AES_128_GCM");
            assertThat(await(protocol)).isEqualTo("meter");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrongWithAFileIsSaid(Driving driving) {
        Path pem = keys.file("client.pem");
        assertUnreachable(driving, to(relay).tls(t -> t.trust(keys.file("none.pem"))), "there is no file");
        assertUnreachable(driving, to(relay).tls(t -> trusting().identity(pem, pem)), "has no private key");
        assertUnreachable(
                driving, to(relay).tls(t -> trusting().identity(pem, keys.file("client.enc.key"))),
                "is encrypted; say its password");
        assertUnreachable(
                driving, to(relay).tls(t -> trusting().identity(pem, keys.file("client.enc.key"), () -> "wrong")),
                "is the password right?");
        assertUnreachable(driving, to(relay).tls(t -> t.protocols("TLSv9")), "TLS cannot be set up");
    }

    @Test
    void afterAChangeOfItsFilesTheNextConnectionUsesThem(@TempDir Path folder) throws Exception {
        Path trusted = folder.resolve("ca.pem");
        Keys others = new Keys(folder);
        try (MqttClient client = to(relay)
                .tls(t -> t.trust(trusted).identity(keys.file("client.pem"), keys.file("client.key")))
                .build()) {
            assertThatThrownBy(() -> await(client.connect())).hasCauseInstanceOf(UnreachableException.class);
            Files.copy(keys.file("ca.pem"), trusted, StandardCopyOption.REPLACE_EXISTING);
            assertThat(others.file("ca.pem")).hasSameTextualContentAs(keys.file("ca.pem"));
            await(client.connect());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "genrsa -traditional 2048", "ecparam -genkey -name prime256v1", "genpkey -algorithm ed25519",
        "ecparam -genkey -noout -name secp521r1"})
    void keysAsOpenSslWritesThemAreRead(String arguments, @TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
        Path key = folder.resolve("me.key");
        Path certificate = folder.resolve("me.pem");
        openssl(arguments + " -out KEY", key, certificate);
        openssl("req -new -x509 -key KEY -subj /CN=me -out CERT -days 1", key, certificate);
        assertThat(Files.readString(key)).contains("PRIVATE KEY");
        try (Relay open = tls("meter", false);
                MqttClient client = to(open).tls(t -> trusting().identity(certificate, key)).build()) {
            await(client.connect());
        }
    }

    private static void openssl(String line, Path key, Path certificate) throws Exception {
        if (line.startsWith("genrsa -traditional")) {
            line = "genrsa -traditional -out KEY 2048";
        }
        List<String> words = Stream.concat(Stream.of("/usr/bin/openssl"), Stream.of(line.split(" ")))
                .map(word -> word.replace("KEY", key.toString()).replace("CERT", certificate.toString()))
                .toList();
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }

    private Tls trusting() {
        return Tls.DEFAULT.trust(keys.file("ca.pem"));
    }

    private Tls identified() {
        return trusting().identity(keys.file("client.pem"), keys.file("client.key"));
    }

    private int port() {
        return broker.addresses().get(0).getPort();
    }

    private Relay tls(String protocol) throws GeneralSecurityException, IOException {
        return tls(protocol, true);
    }

    private Relay tls(String protocol, boolean authenticated) throws GeneralSecurityException, IOException {
        SSLServerSocket socket = (SSLServerSocket) socket(protocol);
        socket.setNeedClientAuth(authenticated);
        return new Relay(socket, client -> {
            ((SSLSocket) client).startHandshake();
            return port();
        });
    }

    private ServerSocket socket(String protocol) throws GeneralSecurityException, IOException {
        SSLServerSocket socket = (SSLServerSocket) keys.serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[]{protocol});
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static MqttConfig.Builder to(Relay relay) {
        return MqttClient.builder().server("mqtts://localhost:" + relay.port());
    }

    private static void assertUnreachable(Driving driving, MqttConfig.Builder builder, String text) {
        try (MqttClient client = driving.client(builder)) {
            assertThatThrownBy(() -> await(client.connect()))
                    .hasCauseInstanceOf(UnreachableException.class)
                    .hasMessageContaining(text);
        }
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
