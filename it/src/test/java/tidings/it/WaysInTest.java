package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.broker.AclFile;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.broker.Listener;
import tidings.broker.PasswordFile;
import tidings.broker.Tls;
import tidings.broker.Tls.ClientCertificates;
import tidings.broker.Tls.Identity;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.it.Tool.Result;
import tidings.mqtt.tls.Pem;
import tidings.testkit.Await;

/// Clients that others wrote, by every way into our broker: TLS with and without certificates, WebSocket, Unix sockets, and
/// through a proxy.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaysInTest {

    private static final int IMPORT_FAILED = 77;

    @TempDir
    static Path folder;
    private final ConcurrentLinkedQueue<SocketAddress> remotes = new ConcurrentLinkedQueue<>();
    private Broker broker;

    @BeforeAll
    void start() throws Exception {
        makeKeys();
        Files.writeString(folder.resolve("acl"), """
                topic readwrite #
                user alice
                topic readwrite alice/#
                pattern readwrite certified/%u/#
                """);
        String passwd = Tool.required("mosquitto_passwd", "mosquitto");
        assertThat(Tool.run(passwd, "-b", "-c", file("passwords"), "alice", "wonderland").status()).isZero();
        Tls tls = Tls.of(folder.resolve("server.pem"), folder.resolve("server.key"));
        broker = Broker.start(BrokerConfig.builder()
                .listen("mqtt://127.0.0.1:0")
                .listen(Listener.at("mqtts://127.0.0.1:0").tls(tls))
                .listen("ws://127.0.0.1:0/mqtt")
                .listen(Listener.at("wss://127.0.0.1:0/mqtt").tls(tls))
                .listen(Listener.at("mqtts://127.0.0.1:0")
                        .tls(tls.clients(ClientCertificates.REQUIRED, folder.resolve("ca.pem"))
                                .identity(Identity.COMMON_NAME)))
                .listen("unix://" + file("broker.sock"))
                .listen(Listener.at("mqtt://127.0.0.1:0").behindProxies("127.0.0.1"))
                .allowAnonymous(true)
                .authenticator(login -> {
                    remotes.add(login.remote());
                    return CompletableFuture.completedStage(Verdict.NOT_MINE);
                })
                .authenticator(PasswordFile.read(folder.resolve("passwords")))
                .authorizer(AclFile.read(folder.resolve("acl")))
                .build());
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @Test
    void mosquittosClientsTalkOverTls() throws Exception {
        String[] tls = {"-h", "localhost", "-p", port(1), "--cafile", file("ca.pem")};
        hears("a/tls", tls, tls);
        assertThat(mosquittoPub("a/tls", "-h", "localhost", "-p", port(1), "--cafile", file("server.pem")).status())
                .as("whom it does not trust")
                .isNotZero();
    }

    @Test
    void mosquittosClientsLogInWithTheirCertificates() throws Exception {
        String[] meter = {
            "-h", "localhost", "-p", port(4), "--cafile", file("ca.pem"), "--cert", file("meter.pem"), "--key",
            file("meter.key")
        };
        hears("certified/meter-17/x", meter, meter);
        Result none = mosquittoPub("a", "-h", "localhost", "-p", port(4), "--cafile", file("ca.pem"));
        assertThat(none.status()).as(none.output()).isNotZero();
        List<String> v5 = new ArrayList<>(List.of(meter));
        v5.addAll(List.of("-V", "mqttv5", "-d"));
        assertThat(mosquittoPub("certified/other/x", v5.toArray(String[]::new)).output()).contains("RC:135");
    }

    @Test
    void mosquittosClientsLogInWithPasswordsOverAUnixSocket() throws Exception {
        String[] alice = {"--unix", file("broker.sock"), "-u", "alice", "-P", "wonderland"};
        hears("alice/x", alice, alice);
        Result wrong = mosquittoPub("alice/x", "--unix", file("broker.sock"), "-u", "alice", "-P", "wrong");
        assertThat(wrong.status()).as(wrong.output()).isEqualTo(5);
    }

    @Test
    void aProxyTellsWhoComes() throws Exception {
        String haproxy = Tool.required("haproxy", "haproxy");
        int front = freePort();
        Path config = Files.writeString(folder.resolve("haproxy.cfg"), """
                defaults
                    mode tcp
                    timeout connect 5s
                    timeout client 60s
                    timeout server 60s
                listen mqtt
                    bind 127.0.0.1:%d
                    server tidings 127.0.0.1:%s send-proxy-v2 check
                """.formatted(front, port(6)));
        Process proxy = Tool.start(haproxy, "-f", config.toString());
        try {
            String[] through = {"-h", "127.0.0.1", "-p", Integer.toString(front)};
            Await.until("the proxy listens", () -> isOpen(front));
            hears("a/proxy", through, through);
            String[] v1 = {"-h", "127.0.0.1", "-p", port(6)};
            assertThat(mosquittoPub("a/straight", v1).status()).as("without a header").isNotZero();
        } finally {
            proxy.destroy();
            assertThat(proxy.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtts", "ws", "wss"})
    void pahoForPythonTalks(String scheme) throws Exception {
        String python = Tool.required("python3", "python3-paho-mqtt");
        for (String version : List.of("3.1.1", "5")) {
            Result result = Tool.run(
                    "/usr/bin/env", "SCHEME=" + scheme, "CA=" + file("ca.pem"), python, script("paho_client.py"),
                    "localhost", port(scheme), version, "2");
            assumeTrue(
                    result.status() != IMPORT_FAILED,
                    "Paho for Python is not here; on Debian: apt-get install python3-paho-mqtt");
            assertThat(result.output()).endsWith("ok\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtts", "ws", "wss"})
    void mqttJsTalks(String scheme) throws Exception {
        String node = Tool.required("node", "nodejs");
        String modules = System.getenv().getOrDefault("TIDINGS_NODE_MODULES", "target/npm/node_modules");
        Path library = Path.of(modules, "mqtt").toAbsolutePath();
        assumeTrue(Files.isDirectory(library), () -> "MQTT.js is not in " + modules + "; .ci/run puts it there");
        for (String version : List.of("3.1.1", "5")) {
            Result result = Tool.run(
                    "/usr/bin/env", "SCHEME=" + scheme, "CA=" + file("ca.pem"), node, script("mqttjs_client.cjs"),
                    library.toString(), "localhost", port(scheme), version, "2");
            assertThat(result.output()).endsWith("ok\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtts", "ws", "wss"})
    void hiveMqsClientTalks(String scheme) throws Exception {
        Mqtt5ClientBuilder builder = MqttClient.builder()
                .useMqttVersion5()
                .serverHost("localhost")
                .serverPort(Integer.parseInt(port(scheme)));
        if (!scheme.equals("ws")) {
            builder = builder.sslConfig().trustManagerFactory(trust()).applySslConfig();
        }
        if (scheme.startsWith("ws")) {
            builder = builder.webSocketConfig().serverPath("mqtt").applyWebSocketConfig();
        }
        Mqtt5BlockingClient client = builder.buildBlocking();
        try (Mqtt5BlockingClient.Mqtt5Publishes heard =
                client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.connect();
            client.subscribeWith().topicFilter("hivemq/" + scheme).send();
            byte[] payload = new byte[100_000];
            client.publishWith()
                    .topic("hivemq/" + scheme)
                    .qos(MqttQos.EXACTLY_ONCE)
                    .payload(payload)
                    .send();
            Optional<Mqtt5Publish> message = heard.receive(20, TimeUnit.SECONDS);
            assertThat(message).hasValueSatisfying(
                    publish -> assertThat(publish.getPayloadAsBytes()).isEqualTo(payload));
        }
        client.disconnect();
    }

    @Test
    void aRunningServerReadsItsFilesAgain() throws Exception {
        Path acl = Files.writeString(folder.resolve("changing"), "topic write a\n");
        try (ServerProcess server = ServerProcess.broker("--allow-anonymous", "--acl", acl.toString())) {
            String[] v5 = {"-h", "127.0.0.1", "-p", Integer.toString(server.mqttPort()), "-V", "mqttv5", "-d"};
            assertThat(mosquittoPub("b", v5).output()).contains("RC:135");
            Files.writeString(acl, "topic write b\n");
            server.hangUp();
            Await.until("it has", () -> server.log().stream().anyMatch(line -> line.contains("read again")));
            assertThat(mosquittoPub("b", v5).output()).doesNotContain("RC:135");
            assertThat(mosquittoPub("a", v5).output()).contains("RC:135");
        }
    }

    private void hears(String topic, String[] listens, String[] speaks) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Tool.required("stdbuf", "coreutils"), "-oL", Tool.required("mosquitto_sub", "mosquitto-clients"), "-d",
                "-t", topic, "-C", "1", "-W", "40"));
        command.addAll(List.of(listens));
        Process subscriber = Tool.start(command.toArray(String[]::new));
        try (BufferedReader lines = subscriber.inputReader()) {
            assertThat(lines.lines().takeWhile(line -> !line.startsWith("Subscribed")).toList()).isNotEmpty();
            Result result = mosquittoPub(topic, speaks);
            assertThat(result.status()).as(result.output()).isZero();
            assertThat(lines.lines().anyMatch(line -> line.equals("said"))).isTrue();
        }
    }

    private static Result mosquittoPub(String topic, String... how) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Tool.required("mosquitto_pub", "mosquitto-clients"), "-t", topic, "-m", "said", "-q", "1"));
        command.addAll(List.of(how));
        return Tool.run(command.toArray(String[]::new));
    }

    private String port(String scheme) {
        return port(switch (scheme) {
            case "mqtts" -> 1;
            case "ws" -> 2;
            default -> 3;
        });
    }

    private String port(int listener) {
        List<URI> addresses = broker.addresses();
        return Integer.toString(addresses.get(listener).getPort());
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static TrustManagerFactory trust() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (X509Certificate certificate : Pem.certificates(folder.resolve("ca.pem"))) {
            store.setCertificateEntry("ca", certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static void makeKeys() throws Exception {
        openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=Authority -keyout ca.key -out ca.pem");
        certified("server", "localhost", "-addext subjectAltName=DNS:localhost");
        certified("meter", "meter-17", "");
    }

    private static void certified(String name, String commonName, String more) throws Exception {
        openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=" + commonName + " -CA ca.pem -CAkey ca.key "
                + "-addext basicConstraints=critical,CA:FALSE " + more + " -keyout " + name + ".key -out " + name
                + ".pem");
    }

    private static void openssl(String line) throws Exception {
        String openssl = Tool.required("openssl", "openssl");
        List<String> command = Stream.concat(Stream.of("/usr/bin/env", "-C", folder.toString(), openssl),
                Stream.of(line.strip().split(" +"))).toList();
        Result result = Tool.run(command.toArray(String[]::new));
        assertThat(result.status()).as(result.output()).isZero();
    }

    private static String script(String name) throws Exception {
        return Path.of(WaysInTest.class.getResource(name).toURI()).toString();
    }
}
