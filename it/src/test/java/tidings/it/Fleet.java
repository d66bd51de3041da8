package tidings.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import tidings.client.BlockingClient;

/// Devices as a small company has them: with values of the last hours, attributes, an alarm and an owner. Some are connected.
final class Fleet implements AutoCloseable {

    private static final int POINTS = 720;
    private static final long STEP_MILLIS = 10_000;
    private static final int SEED = 7;

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
        for (String name : new String[]{"cellar-2", "cellar-3", "gate-7", "pump-1", "pump-2", "roof-west"}) {
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

    /// The device that has most to show.
    String first() {
        return first;
    }

    @Override
    public void close() {
        connected.forEach(BlockingClient::close);
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
        rest.post("/api/otaPackage", "{\"title\":\"weather-station\",\"version\":\"1.4.1\",\"type\":\"FIRMWARE\"}");
        rest.post("/api/broker/publish", "{\"topic\":\"home/cellar/light\",\"payload\":\"on\",\"retain\":true}");
    }
}
