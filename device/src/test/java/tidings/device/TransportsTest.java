package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.broker.Listener;
import tidings.broker.Tls;
import tidings.client.ConnectRefusedException;
import tidings.client.MqttClient;
import tidings.client.Received;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.mqtt.Version;

/// What a device can do, once more over each way to connect and in each version of MQTT: with a client as devices have it,
/// not packet by packet.
class TransportsTest {

    @AutoClose
    private static TestServer server;

    private static Path authorities;

    /// A way to speak with the server; the listeners are in the order of [#start].
    enum Way {
        TCP_3_1(0, Version.V3_1),
        TCP_3_1_1(0, Version.V3_1_1),
        TCP_5(0, Version.V5),
        TLS_3_1_1(1, Version.V3_1_1),
        TLS_5(1, Version.V5),
        WEB_SOCKET_3_1_1(2, Version.V3_1_1),
        WEB_SOCKET_5(2, Version.V5),
        WEB_SOCKET_OVER_TLS_3_1_1(3, Version.V3_1_1),
        WEB_SOCKET_OVER_TLS_5(3, Version.V5);

        private final int listener;
        private final Version version;

        Way(int listener, Version version) {
            this.listener = listener;
            this.version = version;
        }

        MqttClient client(String token) {
            return MqttClient.builder()
                    .server(server.mqtt(listener).toString())
                    .version(version)
                    .credentials(token, (String) null)
                    .tls(tls -> tls.trust(authorities))
                    .build();
        }
    }

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        X509Bundle authority =
                new CertificateBuilder().subject("CN=Authority").setIsCertificateAuthority(true).buildSelfSigned();
        X509Bundle own = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .buildIssuedBy(authority);
        authorities = Files.writeString(data.resolve("ca.pem"), authority.getCertificatePEM());
        Tls tls = Tls.of(Files.writeString(data.resolve("server.pem"), own.getCertificatePEM()),
                Files.writeString(data.resolve("server.key"), own.getPrivateKeyPEM()));
        server = TestServer.start(data.resolve("server"), config -> config,
                broker -> broker.listen(Listener.at("mqtts://127.0.0.1:0").tls(tls))
                        .listen("ws://127.0.0.1:0/mqtt")
                        .listen(Listener.at("wss://127.0.0.1:0/mqtt").tls(tls)));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void reportsAndIsTold(Way way) throws Exception {
        TestServer.Made device = server.createDevice();
        try (MqttClient client = way.client(device.token())) {
            client.connect().get(20, TimeUnit.SECONDS);
            for (Qos qos : Qos.values()) {
                send(client, "v1/devices/me/telemetry", "{\"q" + qos.level() + "\":" + qos.level() + "}", qos);
            }
            send(client, "v1/devices/me/attributes", "{\"attribute1\":\"value1\"}", Qos.AT_LEAST_ONCE);
            BlockingQueue<Received> heard = hearing(client, "v1/devices/me/attributes",
                    "v1/devices/me/attributes/response/+");
            send(client, "v1/devices/me/attributes/request/7", "{\"clientKeys\":\"attribute1\"}", Qos.AT_MOST_ONCE);
            assertThat(next(heard)).isEqualTo(
                    "v1/devices/me/attributes/response/7 {\"client\":{\"attribute1\":\"value1\"}}");
            server.post("/api/plugins/telemetry/DEVICE/" + device.id() + "/SHARED_SCOPE", "{\"key1\":\"value1\"}");
            assertThat(next(heard)).isEqualTo("v1/devices/me/attributes {\"key1\":\"value1\"}");
        }
        assertThat(server.latest(device.id()).propertyNames()).containsExactly("q0", "q1", "q2");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void asksAndAnswers(Way way) throws Exception {
        TestServer.Made device = server.createDevice();
        try (MqttClient client = way.client(device.token())) {
            client.connect().get(20, TimeUnit.SECONDS);
            BlockingQueue<Received> answers = hearing(client, "v1/devices/me/rpc/response/+");
            send(client, "v1/devices/me/rpc/request/1", "{\"method\":\"getTime\",\"params\":{}}", Qos.AT_LEAST_ONCE);
            assertThat(next(answers)).startsWith("v1/devices/me/rpc/response/1 {\"time\":");
            client.subscribe("v1/devices/me/rpc/request/+", Qos.AT_LEAST_ONCE, request -> {
                String id = request.topic().substring(request.topic().lastIndexOf('/') + 1);
                client.publish(Message.of("v1/devices/me/rpc/response/" + id, request.payload()));
            }).get(20, TimeUnit.SECONDS);
            String request = "{\"method\":\"echo\",\"params\":[1,2]}";
            assertThat(server.post("/api/rpc/twoway/" + device.id(), request).body()).isEqualTo(request);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void downloadsItsFirmware(Way way) throws Exception {
        TestServer.Made device = server.createDevice();
        assignFirmware(device, way.name(), "0123456789".repeat(1_000));
        try (MqttClient client = way.client(device.token())) {
            client.connect().get(20, TimeUnit.SECONDS);
            BlockingQueue<Received> chunks = hearing(client, "v2/fw/response/+/chunk/+");
            StringBuilder whole = new StringBuilder();
            String chunk;
            int index = 0;
            do {
                send(client, "v2/fw/request/1/chunk/" + index, "4096", Qos.AT_LEAST_ONCE);
                String[] parts = next(chunks).split(" ", 2);
                assertThat(parts[0]).isEqualTo("v2/fw/response/1/chunk/" + index++);
                chunk = parts[1];
                whole.append(chunk);
            } while (!chunk.isEmpty());
            assertThat(whole.toString()).isEqualTo("0123456789".repeat(1_000));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void isRefusedWithoutAToken(Way way) {
        try (MqttClient client = way.client("nobody's")) {
            assertThatThrownBy(() -> client.connect().get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ConnectRefusedException.class);
        }
    }

    private static void send(MqttClient client, String topic, String payload, Qos qos) throws Exception {
        client.publish(Message.of(topic, payload).withQos(qos)).get(20, TimeUnit.SECONDS);
    }

    private static BlockingQueue<Received> hearing(MqttClient client, String... filters) throws Exception {
        BlockingQueue<Received> heard = new LinkedBlockingQueue<>();
        for (String filter : filters) {
            client.subscribe(filter, Qos.AT_LEAST_ONCE, heard::add).get(20, TimeUnit.SECONDS);
        }
        return heard;
    }

    private static String next(BlockingQueue<Received> heard) throws InterruptedException {
        Received next = heard.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next.topic() + " " + next.text();
    }

    private static void assignFirmware(TestServer.Made device, String title, String content) {
        String id = server
                .post("/api/otaPackage", "{\"title\":\"" + title + "\",\"version\":\"1.0\",\"type\":\"FIRMWARE\"}")
                .id();
        assertThat(server.upload(id, content.getBytes(StandardCharsets.UTF_8), "").status()).isEqualTo(200);
        String json = "{\"id\":{\"entityType\":\"DEVICE\",\"id\":\"" + device.id() + "\"},\"name\":\"" + device.name()
                + "\",\"type\":\"default\",\"firmwareId\":{\"entityType\":\"OTA_PACKAGE\",\"id\":\"" + id + "\"}}";
        assertThat(server.post("/api/device", json).status()).isEqualTo(200);
    }
}
