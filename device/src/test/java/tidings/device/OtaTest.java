package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.PubAck;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// Firmware and software, from the upload to the last piece.
class OtaTest {

    @RegisterExtension
    static final TestServer server = new TestServer();

    private final TestServer.Made device = server.createDevice();

    @ParameterizedTest
    @CsvSource({"FIRMWARE, fw, firmwareId", "SOFTWARE, sw, softwareId"})
    void devicesAreToldAndDownload(String type, String prefix, String member) throws Exception {
        byte[] content = random(100_000);
        String id = uploaded(type, content);
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            wire.subscribe("v1/devices/me/attributes", Qos.AT_LEAST_ONCE);
            assign(member, id);
            var told = TestServer.JSON.readTree(wire.hear().payload().asUtf8());
            assertThat(told.path(prefix + "_title").asString()).isEqualTo("title-" + device.name() + type);
            assertThat(told.path(prefix + "_version").asString()).isEqualTo("1.0");
            assertThat(told.path(prefix + "_size").asLong()).isEqualTo(100_000);
            assertThat(told.path(prefix + "_checksum_algorithm").asString()).isEqualTo("SHA256");
            wire.subscribe("v2/" + prefix + "/response/+/chunk/+", Qos.AT_MOST_ONCE);
            assertThat(download(wire, prefix, 8192)).isEqualTo(content);
        }
        var latest = server.latest(device.id());
        assertThat(latest.path(prefix + "_state").path(0).path("value").asString()).isEqualTo("INITIATED");
        assertThat(latest.path("target_" + prefix + "_version").path(0).path("value").asString()).isEqualTo("1.0");
    }

    @Test
    void sizesAreRememberedAndAnswersInOrder() throws Exception {
        byte[] content = random(10_000);
        assign("firmwareId", uploaded("FIRMWARE", content));
        try (WireDevice wire = server.connect(Version.V5, device.token())) {
            assertThat(wire.report("v2/fw/request/1/chunk/0", "")).isEqualTo(ReasonCode.SUCCESS);
            assertThat(wire.hear().payload().toArray()).isEqualTo(content); // no size yet: all of it
            wire.subscribe("v2/fw/response/+/chunk/+", Qos.AT_MOST_ONCE);
            wire.tell("v2/fw/request/2/chunk/3", "1000");
            wire.tell("v2/fw/request/2/chunk/0", "");
            wire.tell("v2/fw/request/2/chunk/10", "");
            assertThat(wire.hear().payload().toArray()).isEqualTo(Arrays.copyOfRange(content, 3_000, 4_000));
            assertThat(wire.hear().payload().toArray()).isEqualTo(Arrays.copyOf(content, 1_000));
            assertThat(wire.hear().payload().isEmpty()).isTrue();
        }
    }

    @Test
    void anUpdateThatHasBegunGoesOn() throws Exception {
        byte[] content = random(2_000);
        assign("firmwareId", uploaded("FIRMWARE", content));
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            wire.tell("v2/fw/request/7/chunk/0", "1000");
            assertThat(wire.hear().payload().size()).isEqualTo(1_000);
            assign("firmwareId", null);
            wire.tell("v2/fw/request/7/chunk/1", "1000");
            assertThat(wire.hear().payload().toArray()).isEqualTo(Arrays.copyOfRange(content, 1_000, 2_000));
            wire.tell("v2/fw/request/8/chunk/0", "1000");
            assertThat(wire.hear().payload().asUtf8()).isEqualTo("NOT_FOUND");
            assertThat(wire.receive()).isNull();
        }
    }

    @Test
    void saysWhyThereIsNothing() throws Exception {
        try (WireDevice wire = server.connect(Version.V5, device.token())) {
            wire.publish("v2/sw/request/1/chunk/0", "100");
            wire.receive(PubAck.class);
            Message error = wire.hear();
            assertThat(error.topic().text()).isEqualTo("v2/sw/error");
            assertThat(error.payload().asUtf8()).isEqualTo("NOT_FOUND");
            wire.receive(Disconnect.class);
        }
        assign("firmwareId", uploaded("FIRMWARE", random(10)));
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            wire.tell("v2/fw/request/1/chunk/0", "99999999");
            assertThat(wire.hear().payload().asUtf8()).isEqualTo("PAYLOAD_TOO_LARGE");
        }
        try (WireDevice wire = server.connect(Version.V5, device.token())) {
            assertThat(wire.report("v2/fw/request/1/chunk/0", "abc")).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
            assertThat(wire.report("v2/fw/request/1/chunk/-1", "10")).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
        }
    }

    @Test
    void unassigningDeletesWhatWasTold() throws Exception {
        assign("firmwareId", uploaded("FIRMWARE", random(10)));
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            wire.subscribe("v1/devices/me/attributes", Qos.AT_LEAST_ONCE);
            assign("firmwareId", null);
            assertThat(wire.hear().payload().asUtf8()).startsWith("{\"deleted\":[\"fw_title\",\"fw_version\"");
        }
    }

    @Test
    void profilesHandPackagesDown() throws Exception {
        String made = server.post("/api/deviceProfile", "{\"name\":\"p-" + device.name() + "\"}").body();
        String name = "d-" + device.name();
        String token = "T-" + device.name();
        server.post("/api/device?accessToken=" + token,
                "{\"name\":\"" + name + "\",\"type\":\"p-" + device.name() + "\"}");
        String id = uploaded("FIRMWARE", random(10));
        try (WireDevice wire = server.connect(Version.V3_1_1, token)) {
            wire.subscribe("v1/devices/me/attributes", Qos.AT_LEAST_ONCE);
            String reference = "{\"entityType\":\"OTA_PACKAGE\",\"id\":\"" + id + "\"}";
            var changed = server.post("/api/deviceProfile",
                    made.replace("\"firmwareId\":null", "\"firmwareId\":" + reference));
            assertThat(changed.status()).as(changed.body()).isEqualTo(200);
            assertThat(wire.hear().payload().asUtf8()).contains("\"fw_title\"");
        }
        assertThat(server.delete("/api/otaPackage/" + id).status()).isEqualTo(400);
    }

    @Test
    void keepsTheRulesOfPackages() throws Exception {
        String id = create("FIRMWARE");
        String again = server.post("/api/otaPackage", "{\"title\":\"title-" + device.name()
                + "FIRMWARE\",\"version\":\"1.0\",\"type\":\"FIRMWARE\"}").body();
        assertThat(again).contains("already exists");
        assertThat(server.upload(id, random(10), "checksumAlgorithm=SHA256&checksum=00").status()).isEqualTo(400);
        assertThat(server.upload(id, random(10), "checksumAlgorithm=ROT13").status()).isEqualTo(400);
        assertThat(server.get("/api/otaPackage/info/" + id).json().path("hasData").asBoolean()).isFalse();
        byte[] content = random(1_000);
        assertThat(server.upload(id, content, "checksumAlgorithm=CRC32").status()).isEqualTo(200);
        assertThat(server.get("/api/otaPackage/" + id + "/download").response().headers().firstValue("x-filename"))
                .hasValue("fw.bin");
        assertThat(server.get("/api/otaPackages?pageSize=100&page=0&textSearch=" + device.name())
                .json()
                .path("totalElements")
                .asInt()).isOne();
        assertThat(server.delete("/api/otaPackage/" + id).status()).isEqualTo(200);
        assertThat(server.get("/api/otaPackage/info/" + id).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 5000})
    void piecesOfAnySizeMakeTheWhole(int remainder) throws Exception {
        byte[] content = random(8_192 + remainder);
        assign("firmwareId", uploaded("FIRMWARE", content));
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            assertThat(download(wire, "fw", 4096)).isEqualTo(content);
        }
    }

    private byte[] download(WireDevice wire, String prefix, int chunkSize) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int index = 0; true; index++) {
            wire.tell("v2/" + prefix + "/request/5/chunk/" + index, Integer.toString(chunkSize));
            Message chunk = wire.hear();
            assertThat(chunk.topic().text()).isEqualTo("v2/" + prefix + "/response/5/chunk/" + index);
            if (chunk.payload().isEmpty()) {
                return all.toByteArray();
            }
            all.write(chunk.payload().toArray());
        }
    }

    private String create(String type) {
        return server.post("/api/otaPackage", "{\"title\":\"title-" + device.name() + type
                + "\",\"version\":\"1.0\",\"type\":\"" + type + "\"}").id();
    }

    private String uploaded(String type, byte[] content) {
        String id = create(type);
        return server.upload(id, content, "checksumAlgorithm=SHA256").id();
    }

    private void assign(String member, @Nullable String id) {
        String reference = id == null ? "null" : "{\"entityType\":\"OTA_PACKAGE\",\"id\":\"" + id + "\"}";
        String now = server.get("/api/device/" + device.id()).body();
        String changed = now.replaceAll("\"" + member + "\":(null|\\{[^}]*})", "\"" + member + "\":" + reference);
        var answer = server.post("/api/device", changed);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(size).nextBytes(bytes);
        return bytes;
    }
}
