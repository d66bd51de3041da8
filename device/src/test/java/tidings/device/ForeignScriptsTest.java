package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What clients and scripts made for ThingsBoard do that a client of ours would not.
class ForeignScriptsTest {

    @RegisterExtension
    static final TestServer server = new TestServer();

    private final TestServer.Made device = server.createDevice();
    private final String telemetry = "/api/plugins/telemetry/DEVICE/" + device.id();

    /// As Python prints them.
    @Test
    void writeTrueWithACapital() throws Exception {
        server.post(telemetry + "/timeseries/ANY", "{\"ts\":1,\"values\":{\"a\":1}}");
        assertThat(server.get(telemetry + "/values/timeseries?keys=a&useStrictDataTypes=True").body())
                .isEqualTo("{\"a\":[{\"ts\":1,\"value\":1}]}");
        assertThat(server.get(telemetry + "/values/timeseries?keys=a&useStrictDataTypes=False").body())
                .isEqualTo("{\"a\":[{\"ts\":1,\"value\":\"1\"}]}");
        assertThat(server.get("/api/tenant/deviceInfos?pageSize=1&page=0&active=False").status()).isEqualTo(200);
        assertThat(server.delete(telemetry + "/timeseries/delete?keys=a&deleteAllDataForKeys=True").status())
                .isEqualTo(200);
        assertThat(server.get(telemetry + "/keys/timeseries").body()).isEqualTo("[]");
    }

    /// Without keys or a whole range, the latest values are answered.
    @ParameterizedTest
    @CsvSource({"startTs=0&endTs=9", "keys=a&startTs=0", "keys=a&endTs=9", "keys=a"})
    void askForHistoryHalfway(String query) throws Exception {
        server.post(telemetry + "/timeseries/ANY",
                "[{\"ts\":1,\"values\":{\"a\":1}},{\"ts\":20,\"values\":{\"a\":2}}]");
        assertThat(server.get(telemetry + "/values/timeseries?" + query).body())
                .isEqualTo("{\"a\":[{\"ts\":20,\"value\":\"2\"}]}");
    }

    @Test
    void askForHistoryAtItsNewerPlace() throws Exception {
        server.post(telemetry + "/timeseries/ANY", "{\"ts\":1,\"values\":{\"a\":1}}");
        String path = telemetry + "/values/timeseries/history";
        assertThat(server.get(path + "?keys=a&startTs=0&endTs=9").body())
                .isEqualTo("{\"a\":[{\"ts\":1,\"value\":\"1\"}]}");
        assertThat(server.get(path + "?startTs=0&endTs=9").body()).contains("'keys' is not present");
        assertThat(server.get(path + "?keys=a&startTs=0").body()).contains("'endTs' is not present");
    }

    /// 1767225600000 is the begin of 2026, a Thursday; 1769904000000 that of February; 1775001600000 that of April.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "MONTH    | UTC           | [[1768564800000,2],[1773662400000,1]]",
        "QUARTER  | UTC           | [[1771113600000,3]]",
        "MONTH    | Asia/Tokyo    | [[1768548600000,1],[1771081200000,1],[1773630000000,1]]",
        "WEEK     | UTC           | [[1767355200000,1],[1769601600000,1],[1772625600000,1]]",
    })
    void aggregateByTheCalendar(String type, String zone, String expected) throws Exception {
        long begin = 1_767_225_600_000L;
        server.post(telemetry + "/timeseries/ANY", "[{\"ts\":" + begin + ",\"values\":{\"a\":1}},{\"ts\":"
                + (1_769_904_000_000L - 1) + ",\"values\":{\"a\":1}},{\"ts\":1772366400000,\"values\":{\"a\":1}}]");
        JsonNode values = server.get(telemetry + "/values/timeseries?keys=a&startTs=" + begin
                + "&endTs=1775001600000&agg=COUNT&useStrictDataTypes=true&intervalType=" + type + "&timeZone=" + zone)
                .json()
                .path("a");
        StringBuilder found = new StringBuilder();
        values.forEach(value -> found.append(found.isEmpty() ? "" : ",")
                .append("[" + value.path("ts").asLong() + "," + value.path("value").asLong() + "]"));
        assertThat("[" + found + "]").isEqualTo(expected);
    }

    @Test
    void changeCredentialsThatSomebodyElseHasChanged() throws Exception {
        String seen = server.get("/api/device/" + device.id() + "/credentials").body();
        String mine = seen.replace(device.token(), device.token() + "-mine");
        assertThat(server.post("/api/device/credentials", mine).json().path("version").asInt()).isEqualTo(2);
        assertThat(server.post("/api/device/credentials", mine).status()).isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource({"firmwareId, SOFTWARE, true, Can't assign firmware with type: SOFTWARE",
        "softwareId, FIRMWARE, true, Can't assign software with type: FIRMWARE",
        "firmwareId, FIRMWARE, false, Can't assign firmware with empty data!",
        "softwareId, '', false, Can't assign non-existent software!"})
    void assignWhatIsNoPackageForIt(String member, String type, boolean hasFile, String expected) {
        String id = "13814000-1dd2-11b2-8080-80808080808f";
        if (!type.isEmpty()) {
            id = server
                    .post("/api/otaPackage", "{\"title\":\"" + device.name() + "\",\"version\":\"1\",\"type\":\"" + type
                            + "\"}")
                    .id();
        }
        if (hasFile) {
            server.upload(id, new byte[10], "");
        }
        String assigned = "\"" + member + "\":{\"entityType\":\"OTA_PACKAGE\",\"id\":\"" + id + "\"}}";
        for (String path : List.of("/api/device", "/api/deviceProfile")) {
            TestServer.Answer refused = server.post(path, "{\"name\":\"of " + device.name() + "\"," + assigned);
            assertThat(refused.status()).as(path).isEqualTo(400);
            assertThat(refused.json().path("message").asString()).as(path).isEqualTo(expected);
        }
    }

    @Test
    void assignWhatIsForDevicesOfAnotherProfile() {
        String others = server.post("/api/deviceProfile", "{\"name\":\"not of " + device.name() + "\"}").id();
        String id = server
                .post("/api/otaPackage", "{\"title\":\"" + device.name() + "\",\"version\":\"1\",\"type\":\"FIRMWARE\","
                        + "\"deviceProfileId\":{\"entityType\":\"DEVICE_PROFILE\",\"id\":\"" + others + "\"}}")
                .id();
        server.upload(id, new byte[10], "");
        String assigned = "\"firmwareId\":{\"entityType\":\"OTA_PACKAGE\",\"id\":\"" + id + "\"}}";
        TestServer.Answer refused = server.post("/api/device", "{\"name\":\"of " + device.name() + "\"," + assigned);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("message").asString())
                .isEqualTo("Can't assign firmware with different deviceProfile!");
        server.post("/api/device", "{\"name\":\"other than " + device.name() + "\",\"type\":\"not of " + device.name()
                + "\"," + assigned).id();
    }

    @Test
    void giveNamesWithoutEnd() {
        String endless = "x".repeat(256);
        assertThat(server.post("/api/customer", "{\"title\":\"" + endless + "\"}").status()).isEqualTo(400);
        assertThat(server.post("/api/device", "{\"name\":\"short\",\"label\":\"" + endless + "\"}").status())
                .isEqualTo(400);
    }

    /// As Python's client writes addresses: with `+` for blanks in the query, a body of `{}` where there is none, and
    /// anything encoded that can be.
    @Test
    void encodeNamesAndSendEmptyBodies() {
        String id = server.createDevice("Übung 1+2 " + device.name(), "T-" + device.name());
        assertThat(server.get("/api/tenant/devices?deviceName=%C3%9Cbung+1%2B2+" + device.name()).id()).isEqualTo(id);
        assertThat(server.send("DELETE", telemetry + "/SERVER_SCOPE?keys=a%2Cb", "{}", server.token()).status())
                .isEqualTo(200);
        assertThat(server.send("DELETE", "/api/device/" + id, "{}", server.token()).status()).isEqualTo(200);
    }

    @Test
    void takeADeviceFromACustomerThatHasNone() throws Exception {
        var none = server.delete("/api/customer/device/" + device.id());
        assertThat(none.status()).isEqualTo(400);
        assertThat(none.json().path("message").asString()).isEqualTo("Device isn't assigned to any customer!");
        String unknown = "13814000-1dd2-11b2-8080-80808080808f";
        assertThat(server.get("/api/customer/" + unknown + "/devices?pageSize=1&page=0").status()).isEqualTo(404);
    }

    @Test
    void makeProfilesWithATransport() throws Exception {
        JsonNode made = server.post("/api/deviceProfile", "{\"name\":\"wired\",\"type\":\"DEFAULT\","
                + "\"transportType\":\"MQTT\",\"profileData\":{\"configuration\":{\"type\":\"DEFAULT\"},"
                + "\"transportConfiguration\":{\"type\":\"MQTT\"}}}").json();
        JsonNode info = server.get("/api/deviceProfileInfo/" + made.at("/id/id").asString()).json();
        assertThat(info.path("transportType").asString()).isEqualTo("MQTT");
    }

    @Test
    void saySomethingThatIsNoOrder() throws Exception {
        assertThat(server.get("/api/tenant/devices?pageSize=1&page=0&sortProperty=name&sortOrder=DOWN").body())
                .contains("Unsupported sort order 'DOWN'");
    }
}
