package tidings.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import tidings.client.BlockingClient;
import tidings.mqtt.Qos;
import tidings.testkit.Await;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Devices as a small company has them: with values of the last hours, attributes, an alarm and an owner. Some are connected.
final class Fleet implements AutoCloseable {

    private static final List<String> NAMES =
            List.of("cellar-1", "cellar-2", "cellar-3", "gate-7", "pump-1", "pump-2", "roof-west");
    private static final int POINTS = 720;
    private static final long STEP_MILLIS = 10_000;
    private static final int SEED = 7;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Rest rest;
    private final String first;
    private final List<BlockingClient> connected = new ArrayList<>();

    private Fleet(Rest rest, String first) {
        this.rest = rest;
        this.first = first;
    }

    /// Makes it.
    static Fleet create(Site site) {
        Rest rest = site.rest();
        String first = rest.createDevice("cellar-1", "cellar-1-token");
        Fleet fleet = new Fleet(rest, first);
        for (String name : NAMES.subList(1, NAMES.size())) {
            rest.createDevice(name, name + "-token");
        }
        fleet.history();
        rest.post("/api/plugins/telemetry/DEVICE/" + first + "/SHARED_SCOPE",
                "{\"intervalMs\":10000,\"ledOn\":true,\"site\":\"Hall 2\"}");
        String customer = rest.post("/api/customer", "{\"title\":\"Hall 2\"}").get("id").get("id").asString();
        rest.post("/api/customer/" + customer + "/device/" + first, "");
        rest.loginOfNew("CUSTOMER_USER", "anna@example.org", customer);
        rest.loginOfNew("OPERATOR", "otto@example.org", null);
        fleet.trouble();
        for (String name : new String[]{"cellar-1", "cellar-2", "pump-1", "roof-west"}) {
            BlockingClient device = site.device(name + "-token");
            Site.send(device, "{\"temperature\":21.5,\"humidity\":43.5}");
            fleet.connected.add(device);
        }
        return fleet;
    }

    /// Who owns the first device.
    String customer() {
        return rest.get("/api/device/" + first).get("customerId").get("id").asString();
    }

    /// The device that has most to show.
    String first() {
        return first;
    }

    /// The first device says something, and is told something.
    void speak() {
        BlockingClient device = connected.get(0);
        device.subscribe("v1/devices/me/attributes", Qos.AT_LEAST_ONCE, message -> {});
        Site.send(device, "{\"temperature\":21.6,\"humidity\":43.2}");
        rest.post("/api/plugins/telemetry/DEVICE/" + first + "/SHARED_SCOPE", "{\"intervalMs\":10000}");
    }

    /// Somebody publishes.
    void publish(String topic, String payload) {
        rest.post("/api/broker/publish", JSON.writeValueAsString(
                JSON.createObjectNode().put("topic", topic).put("payload", payload)));
    }

    @Override
    public void close() {
        connected.forEach(BlockingClient::close);
    }

    /// A rollout in which one has failed.
    private void firmware() {
        String ota = rest.post("/api/otaPackage",
                "{\"title\":\"weather-station\",\"version\":\"1.4.1\",\"type\":\"FIRMWARE\"}")
                .get("id")
                .get("id")
                .asString();
        rest.upload("/api/otaPackage/" + ota + "?checksumAlgorithm=SHA256", "weather-station.bin", new byte[131_072]);
        String profile = rest.get("/api/deviceProfileInfos?pageSize=1&page=0")
                .get("data")
                .get(0)
                .get("id")
                .get("id")
                .asString();
        rest.post("/api/deviceProfile/" + profile + "/rollout", """
                {"otaPackageId":{"entityType":"OTA_PACKAGE","id":"%s"},"percentage":100,"pauseAfterFailures":5}"""
                .formatted(ota));
        Await.until("all are told", () -> {
            JsonNode now = rest.get("/api/overview");
            return now.get("rollouts").get("devices").asInt() == now.get("devices").get("total").asInt();
        });
        reports("roof-west", "{\"current_fw_title\":\"weather-station\",\"current_fw_version\":\"1.4.1\","
                + "\"fw_state\":\"UPDATED\"}");
        reports("cellar-2", "{\"fw_state\":\"DOWNLOADING\"}");
        reports("pump-1", "{\"fw_state\":\"FAILED\",\"fw_error\":\"checksum mismatch at chunk 37\"}");
        Await.until("one has failed", () -> rest.get("/api/overview").get("rollouts").get("failed").asInt() == 1);
    }

    private void reports(String device, String values) {
        rest.post("/api/plugins/telemetry/DEVICE/" + rest.deviceNamed(device) + "/timeseries/ANY", values);
    }

    private void history() {
        SplittableRandom random = new SplittableRandom(SEED);
        StringBuilder points = new StringBuilder("[");
        long now = System.currentTimeMillis();
        double temperature = 21;
        double humidity = 44;
        for (int i = POINTS; i >= 0; i--) {
            temperature += (random.nextDouble() - 0.5) * 0.3 + (21 - temperature) * 0.01;
            humidity += (random.nextDouble() - 0.5) + (44 - humidity) * 0.01;
            points.append(String.format(
                    Locale.ROOT, "{\"ts\":%d,\"values\":{\"temperature\":%.2f,\"humidity\":%.1f,\"rssi\":%d}}%s",
                    now - i * STEP_MILLIS, temperature, humidity, -60 - random.nextInt(6), i == 0 ? "]" : ","));
        }
        rest.post("/api/plugins/telemetry/DEVICE/" + first + "/timeseries/ANY", points.toString());
    }

    private void trouble() {
        rest.post("/api/alarmRule", """
                {"name":"Too warm","key":"temperature","operation":"GREATER","value":30,"hysteresis":1,
                 "durationMs":60000,"severity":"MAJOR","enabled":true}""");
        rest.post("/api/alarm", """
                {"originator":{"entityType":"DEVICE","id":"%s"},"type":"Door open","severity":"CRITICAL"}"""
                .formatted(rest.deviceNamed("gate-7")));
        rest.post("/api/alarm", """
                {"originator":{"entityType":"DEVICE","id":"%s"},"type":"Too warm","severity":"MINOR"}"""
                .formatted(first));
        firmware();
        rest.post("/api/broker/publish", "{\"topic\":\"home/cellar/light\",\"payload\":\"on\",\"retain\":true}");
    }
}
