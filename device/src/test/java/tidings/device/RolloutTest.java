package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.mqtt.Qos;
import tidings.mqtt.Version;
import tidings.testkit.Await;
import tools.jackson.databind.JsonNode;

/// Packages that come to some devices of a profile before they come to all, and how far each device is.
class RolloutTest {

    private static final int DEVICES = 10;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    @RegisterExtension
    static final TestServer server = new TestServer();

    private final List<String> devices = new ArrayList<>();
    private final int number = NUMBERS.incrementAndGet();
    private String profile;
    private String before;
    private String next;

    @BeforeEach
    void createDevices() throws Exception {
        before = uploaded("1");
        next = uploaded("2");
        profile = server.post("/api/deviceProfile", "{\"name\":\"p" + number + "\",\"firmwareId\":" + ota(before) + "}")
                .id();
        for (int i = 0; i < DEVICES; i++) {
            devices.add(server.post("/api/device?accessToken=" + token(i), "{\"name\":\"" + token(i) + "\",\"type\":\"p"
                    + number + "\"}").id());
        }
        Await.until("all have the first", () -> having("1") == DEVICES);
    }

    @Test
    void comesToAsManyAsItIsTo() throws Exception {
        assertThat(save(30, 5).path("state").asString()).isEqualTo("RUNNING");
        Await.until("some have it", () -> having("2") == 3);
        List<String> first = havingIt("2");
        save(50, 5);
        Await.until("more have it", () -> having("2") == 5);
        assertThat(havingIt("2")).containsAll(first);
        assertThat(rollout().path("devices").path("INITIATED").asInt()).isEqualTo(5);
        JsonNode all = server.get("/api/overview").json().path("rollouts");
        assertThat(all.path("running").asInt()).isPositive();
        assertThat(all.path("devices").asInt()).isGreaterThanOrEqualTo(5);
        assertThat(server.delete("/api/otaPackage/" + next).status()).isEqualTo(400);
        assertThat(post("FIRMWARE/finish").status()).isEqualTo(200);
        Await.until("all have it", () -> having("2") == DEVICES);
        assertThat(rollouts()).isEmpty();
    }

    @Test
    void aRolloutThatIsGivenUpLeavesNothingBehind() throws Exception {
        save(100, 5);
        Await.until("all have it", () -> having("2") == DEVICES);
        assertThat(server.delete("/api/deviceProfile/" + profile + "/rollout/FIRMWARE").status()).isEqualTo(200);
        Await.until("all are back", () -> having("1") == DEVICES);
        assertThat(post("FIRMWARE/pause").status()).isEqualTo(404);
    }

    @Test
    void pausesWhenTooManyFailAndGoesOn() throws Exception {
        save(100, 2);
        Await.until("all have it", () -> having("2") == DEVICES);
        report(0, "{\"fw_state\":\"UPDATED\"}");
        report(1, "{\"fw_state\":\"FAILED\",\"fw_error\":\"no room\"}");
        Await.until("one failed", () -> update(1).path("state").asString().equals("FAILED"));
        assertThat(update(1).path("error").asString()).isEqualTo("no room");
        JsonNode failed = server.get("/api/failedUpdates?limit=1").json();
        assertThat(failed).hasSize(1);
        assertThat(failed.path(0).path("deviceName").asString()).isEqualTo(token(1));
        assertThat(failed.path(0).path("error").asString()).isEqualTo("no room");
        assertThat(rollout().path("state").asString()).isEqualTo("RUNNING");
        report(2, "{\"fw_state\":\"FAILED\"}");
        Await.until("it pauses", () -> rollout().path("state").asString().equals("PAUSED"));
        Await.until("who had not begun is back", () -> having("1") == DEVICES - 3);
        assertThat(post("FIRMWARE/resume").status()).isEqualTo(200);
        Await.until("it goes on", () -> having("2") == DEVICES);
        assertThat(rollout().path("state").asString()).isEqualTo("RUNNING");
    }

    @Test
    void knowsHowFarADeviceIs() throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, token(4))) {
            wire.subscribe("v2/fw/response/+/chunk/+", Qos.AT_MOST_ONCE);
            wire.tell("v2/fw/request/1/chunk/0", "4");
            wire.hear();
            Await.until("it downloads", () -> update(4).path("state").asString().equals("DOWNLOADING"));
            assertThat(update(4).path("progress").asInt()).isEqualTo(40);
            wire.tell("v2/fw/request/1/chunk/1", "4");
            wire.tell("v2/fw/request/1/chunk/2", "4");
            Await.until("it has all", () -> update(4).path("state").asString().equals("DOWNLOADED"));
            assertThat(update(4).path("progress").asInt()).isEqualTo(100);
        }
        for (String state : List.of("VERIFIED", "UPDATING", "UPDATED")) {
            report(4, "{\"fw_state\":\"" + state + "\"}");
            Await.until(state, () -> update(4).path("state").asString().equals(state));
        }
        report(4, "{\"fw_state\":\"DANCING\"}");
        assertThat(update(4).path("state").asString()).isEqualTo("UPDATED");
        assertThat(update(4).path("version").asString()).isEqualTo("1");
    }

    @Test
    void refusesWhatMakesNoSense() throws Exception {
        String path = "/api/deviceProfile/" + profile + "/rollout";
        for (String body : List.of("{}", "{\"otaPackageId\":" + ota(profile) + "}",
                "{\"otaPackageId\":" + ota(next) + ",\"percentage\":0}",
                "{\"otaPackageId\":" + ota(next) + ",\"percentage\":101}",
                "{\"otaPackageId\":" + ota(next) + ",\"pauseAfterFailures\":0}")) {
            assertThat(server.post(path, body).status()).as(body).isEqualTo(400);
        }
        assertThat(post("HARDWARE/pause").status()).isEqualTo(400);
    }

    private JsonNode save(int percentage, int failures) {
        var answer = server.post("/api/deviceProfile/" + profile + "/rollout", "{\"otaPackageId\":" + ota(next)
                + ",\"percentage\":" + percentage + ",\"pauseAfterFailures\":" + failures + "}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private TestServer.Answer post(String what) {
        return server.post("/api/deviceProfile/" + profile + "/rollout/" + what, "");
    }

    private JsonNode rollout() {
        return rollouts().path(0);
    }

    private JsonNode rollouts() {
        return get("/api/deviceProfile/" + profile + "/rollouts");
    }

    private JsonNode update(int device) {
        return get("/api/device/" + devices.get(device) + "/updates").path(0);
    }

    private long having(String version) {
        return havingIt(version).size();
    }

    private List<String> havingIt(String version) {
        return devices.stream()
                .filter(device -> get("/api/plugins/telemetry/DEVICE/" + device
                        + "/values/attributes/SHARED_SCOPE?keys=fw_version").path(0)
                        .path("value")
                        .asString("")
                        .equals(version))
                .toList();
    }

    private void report(int device, String telemetry) throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, token(device))) {
            wire.report("v1/devices/me/telemetry", telemetry);
        }
    }

    private String token(int device) {
        return "rollout-" + number + "-" + device;
    }

    private static String ota(String id) {
        return "{\"entityType\":\"OTA_PACKAGE\",\"id\":\"" + id + "\"}";
    }

    /// Ten bytes; versions are texts for the tests, which look for them in attributes.
    private String uploaded(String version) {
        String id = server.post("/api/otaPackage", "{\"title\":\"t" + number + "\",\"version\":\"" + version
                + "\",\"type\":\"FIRMWARE\"}").id();
        return server.upload(id, "0123456789".getBytes(StandardCharsets.US_ASCII), "").id();
    }

    private static JsonNode get(String path) {
        return server.get(path).json();
    }
}
