package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tools.jackson.databind.JsonNode;

/// Devices that make themselves known.
class ProvisioningTest {

    private static final String REQUEST = "/provision/request";

    @RegisterExtension
    static final TestServer server = new TestServer();

    @BeforeAll
    static void furnish() {
        profile("new", "ALLOW_CREATE_NEW_DEVICES");
        profile("check", "CHECK_PRE_PROVISIONED_DEVICES");
        profile("off", "DISABLED");
    }

    @Test
    void createsANewDevice() throws Exception {
        var answer = provision(
                "{\"deviceName\":\"fresh\",\"provisionDeviceKey\":\"k-new\",\"provisionDeviceSecret\":\"s\"}");
        assertThat(answer.path("status").asString()).isEqualTo("SUCCESS");
        assertThat(answer.path("credentialsType").asString()).isEqualTo("ACCESS_TOKEN");
        server.connect(Version.V3_1_1, answer.path("credentialsValue").asString()).close();
        var device = server.get("/api/tenant/device?deviceName=fresh").json();
        assertThat(device.path("type").asString()).isEqualTo("new");
        assertThat(server.get("/api/plugins/telemetry/DEVICE/" + device.path("id").path("id").asString()
                + "/values/attributes/SERVER_SCOPE?keys=provisionState").body()).contains("\"provisioned\"");
        var again = provision(
                "{\"deviceName\":\"fresh\",\"provisionDeviceKey\":\"k-new\",\"provisionDeviceSecret\":\"s\"}");
        assertThat(again.toString()).isEqualTo("{\"errorMsg\":\"Failed to provision device!\",\"status\":\"FAILURE\"}");
    }

    @Test
    void takesItsOwnCredentials() throws Exception {
        provision("{\"deviceName\":\"own\",\"provisionDeviceKey\":\"k-new\",\"provisionDeviceSecret\":\"s\","
                + "\"credentialsType\":\"ACCESS_TOKEN\",\"token\":\"MY-TOKEN\"}");
        server.connect(Version.V5, "MY-TOKEN").close();
        var basic = provision("{\"provisionDeviceKey\":\"k-new\",\"provisionDeviceSecret\":\"s\","
                + "\"credentialsType\":\"MQTT_BASIC\",\"clientId\":\"c\",\"username\":\"u\",\"password\":\"p\"}");
        assertThat(basic.path("credentialsValue").toString())
                .isEqualTo("{\"clientId\":\"c\",\"userName\":\"u\",\"password\":\"p\"}");
        try (WireDevice wire = new WireDevice(server.mqtt(), Version.V5)) {
            assertThat(wire.login("c", "u", "p").reason()).isEqualTo(ReasonCode.SUCCESS);
        }
    }

    @Test
    void checksWhoIsExpected() throws Exception {
        server.post("/api/device", "{\"name\":\"expected\",\"type\":\"check\"}");
        String request =
                "{\"deviceName\":\"expected\",\"provisionDeviceKey\":\"k-check\",\"provisionDeviceSecret\":\"s\"}";
        assertThat(provision(request).path("status").asString()).isEqualTo("SUCCESS");
        assertThat(provision(request).path("status").asString()).isEqualTo("FAILURE");
        assertThat(provision(request.replace("expected", "stranger")).path("status").asString()).isEqualTo("FAILURE");
    }

    @ParameterizedTest
    @CsvSource({"k-new, wrong", "k-none, s", "k-off, s"})
    void tellsStrangersNothing(String key, String secret) throws Exception {
        var answer = provision("{\"provisionDeviceKey\":\"" + key + "\",\"provisionDeviceSecret\":\"" + secret + "\"}");
        assertThat(answer.toString())
                .isEqualTo("{\"errorMsg\":\"Provision data was not found!\",\"status\":\"NOT_FOUND\"}");
    }

    @Test
    void doesNothingElse() throws Exception {
        try (WireDevice wire = new WireDevice(server.mqtt(), Version.V5)) {
            assertThat(wire.login("provision", null, null).reason()).isEqualTo(ReasonCode.SUCCESS);
            assertThat(wire.subscribe("v1/devices/me/attributes", Qos.AT_MOST_ONCE).isError()).isTrue();
            assertThat(wire.report(REQUEST, "{}")).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
            assertThat(wire.isAlive()).isTrue();
            assertThat(wire.report("v1/devices/me/telemetry", "{\"a\":1}")).isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
            wire.receive(Disconnect.class);
            assertThat(wire.receive()).isNull();
        }
    }

    private static JsonNode provision(String request) throws Exception {
        try (WireDevice wire = new WireDevice(server.mqtt(), Version.V3_1_1)) {
            assertThat(wire.login("some", "provision", null).reason()).isEqualTo(ReasonCode.SUCCESS);
            assertThat(wire.subscribe("/provision/response", Qos.AT_MOST_ONCE)).isEqualTo(ReasonCode.SUCCESS);
            wire.tell(REQUEST, request);
            return TestServer.JSON.readTree(wire.hear().payload().asUtf8());
        }
    }

    private static void profile(String name, String type) {
        var answer = server.post("/api/deviceProfile", "{\"name\":\"" + name + "\",\"provisionType\":\"" + type
                + "\",\"provisionDeviceKey\":\"k-" + name
                + "\",\"profileData\":{\"provisionConfiguration\":{\"type\":\""
                + type + "\",\"provisionDeviceSecret\":\"s\"}}}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
}
