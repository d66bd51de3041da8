package tidings.tinkerforge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tidings.testkit.Await;
import tidings.tinkerforge.json.JsonReader;

/// Bricks that announce themselves. The broker of the rig stands in for the device server: what counts are the messages.
class DashboardTest {

    private static final String DEVICE = "temperature_v2_bricklet";

    private static Rig rig(GatewayConfig.Dashboards dashboards) {
        return Rig.of(Rig.bricks(DEVICE, "rgb_led_button_bricklet"), config -> config.dashboards(dashboards))
                .connected();
    }

    @Test
    void announcesBricksToHomeAssistantAndFeedsThem() {
        try (Rig rig = rig(new GatewayConfig.Dashboards(null, "homeassistant", Set.of(), Duration.ofMillis(20)))) {
            String uid = rig.simulator().uid(DEVICE);
            String topic = "homeassistant/sensor/tinkerforge_" + uid + "/temperature/config";
            Map<?, ?> config = (Map<?, ?>) JsonReader.read(rig.next(topic));
            String state = "tinkerforge/callback/" + DEVICE + "/" + uid + "/temperature";
            assertThat(config.get("state_topic")).isEqualTo(state);
            assertThat(config.get("value_template")).isEqualTo("{{ value_json.temperature * 1 / 100 }}");
            assertThat(config.get("unit_of_measurement")).isEqualTo("°C");
            assertThat(config.get("device_class")).isEqualTo("temperature");
            assertThat(rig.next(state)).startsWith("{\"temperature\": ");
            Await.until("the button is announced", () -> rig.topics()
                    .contains(
                            "homeassistant/sensor/tinkerforge_" + rig.simulator().uid("rgb_led_button_bricklet")
                                    + "/button_state_changed/config"));
        }
    }

    @Test
    void announcesBricksToADeviceServer() {
        Rig[] rig = new Rig[1];
        try (Rig server = Rig.of(Rig.bricks(DEVICE), config -> config)) {
            String uri = server.brokerUri();
            rig[0] = rig(new GatewayConfig.Dashboards(
                    mqtt -> mqtt.server(uri), null, Set.of("temperature"), Duration.ofMillis(20)));
            String uid = rig[0].simulator().uid(DEVICE);
            String name = "Temperature Bricklet 2.0 " + uid;
            assertThat(server.next("v1/gateway/connect"))
                    .isEqualTo("{\"device\": \"" + name + "\", \"type\": \"" + DEVICE + "\"}");
            assertThat(server.next("v1/gateway/attributes")).startsWith("{\"" + name + "\": {\"uid\": \"" + uid
                    + "\", \"connected_uid\": ").contains("\"hardware_version\": \"1.1.0\"");
            assertThat(server.next("v1/gateway/telemetry")).matches(
                    "\\{\"" + name + "\": \\[\\{\"temperature\": [0-9.]+\\}\\]\\}");
            rig[0].simulator().disconnectAll();
            assertThat(server.next("v1/gateway/disconnect")).contains("\"device\": ");
        } finally {
            if (rig[0] != null) {
                rig[0].close();
            }
        }
    }
}
