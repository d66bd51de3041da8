package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tools.jackson.databind.JsonNode;

/// Customers, their users, and the devices that they claim.
class CustomerTest {

    private static final AtomicLong NOW = new AtomicLong(System.currentTimeMillis());

    @RegisterExtension
    static final TestServer server = new TestServer(config -> config.clock(() -> Instant.ofEpochMilli(NOW.get())));

    private static String customer;
    private static String user;
    private final TestServer.Made device = server.createDevice();

    @BeforeAll
    static void furnish() {
        customer = server.createCustomer("C");
        user = server.user("CUSTOMER_USER", "anna@example.org", customer).token();
        assertThat(server.login("Anna@example.org", "secret-enough")).isNotEmpty();
    }

    @Test
    void claimsADeviceThatOffersItself() throws Exception {
        offer("{\"secretKey\":\"s\",\"durationMs\":60000}");
        assertThat(claim("{\"secretKey\":\"wrong\"}").body()).isEqualTo("\"FAILURE\"");
        var claimed = claim("{\"secretKey\":\"s\"}");
        assertThat(claimed.status()).isEqualTo(200);
        assertThat(claimed.json().path("response").asString()).isEqualTo("SUCCESS");
        assertThat(claimed.json().path("device").path("customerId").path("id").asString()).isEqualTo(customer);
        var again = claim("{\"secretKey\":\"s\"}");
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.body()).isEqualTo("\"CLAIMED\"");
        offer("{\"secretKey\":\"t\"}"); // says nothing: it has an owner
        assertThat(as(user, "DELETE", "/api/customer/device/" + device.name() + "/claim", null).status())
                .isEqualTo(200);
        assertThat(claim("{\"secretKey\":\"t\"}").body()).isEqualTo("\"FAILURE\"");
    }

    @Test
    void showsWhetherADeviceIsClaimed() throws Exception {
        String path = "/api/device/" + device.id() + "/claim";
        assertThat(server.get(path).body()).isEqualTo("{\"state\":\"UNCLAIMED\",\"claimableUntil\":null,"
                + "\"customerId\":{\"entityType\":\"CUSTOMER\",\"id\":\"13814000-1dd2-11b2-8080-808080808080\"},"
                + "\"customerTitle\":null}");
        long before = NOW.get();
        offer("{\"secretKey\":\"s\",\"durationMs\":60000}");
        assertThat(server.get(path).json().path("state").asString()).isEqualTo("CLAIMABLE");
        assertThat(server.get(path).json().path("claimableUntil").asLong())
                .isBetween(before + 60_000, NOW.get() + 60_000);
        assertThat(as(user, "GET", path, null).status()).isEqualTo(403);
        assertThat(claim("{\"secretKey\":\"s\"}").status()).isEqualTo(200);
        JsonNode claimed = as(user, "GET", path, null).json();
        assertThat(claimed.path("state").asString()).isEqualTo("CLAIMED");
        assertThat(claimed.path("claimableUntil").isNull()).isTrue();
        assertThat(claimed.at("/customerId/id").asString()).isEqualTo(customer);
        assertThat(claimed.path("customerTitle").asString()).isEqualTo("C");
    }

    @Test
    void theNewestOfferCountsAndAnEmptySecretIsOne() throws Exception {
        offer("{\"secretKey\":\"old\"}");
        offer("");
        assertThat(claim(null).status()).isEqualTo(200);
    }

    @Test
    void offersEnd() throws Exception {
        offer("{\"durationMs\":1000}");
        NOW.addAndGet(1_001);
        assertThat(server.get("/api/device/" + device.id() + "/claim").json().path("state").asString())
                .isEqualTo("UNCLAIMED");
        assertThat(claim("{}").body()).isEqualTo("\"FAILURE\"");
    }

    @Test
    void nobodyGuessesForLong() throws Exception {
        offer("{\"secretKey\":\"s\"}");
        for (int i = 0; i < 5; i++) {
            claim("{\"secretKey\":\"" + i + "\"}");
        }
        assertThat(claim("{\"secretKey\":\"s\"}").body()).isEqualTo("\"FAILURE\"");
    }

    @Test
    void administratorsClaimNothing() throws Exception {
        assertThat(server.post("/api/customer/device/" + device.name() + "/claim", "{}").status()).isEqualTo(403);
    }

    @Test
    void customersSeeTheirsAlone() throws Exception {
        assertThat(as(user, "GET", "/api/device/" + device.id(), null).status()).isEqualTo(403);
        String telemetry = "/api/plugins/telemetry/DEVICE/" + device.id() + "/values/timeseries";
        assertThat(as(user, "GET", telemetry, null).status()).isEqualTo(403);
        assertThat(as(user, "POST", "/api/rpc/oneway/" + device.id(), "{\"method\":\"m\"}").status()).isEqualTo(403);
        assertThat(as(user, "POST", "/api/device", "{\"name\":\"x\"}").status()).isEqualTo(403);
        assertThat(as(user, "GET", "/api/customers?pageSize=1&page=0", null).status()).isEqualTo(403);
        assertThat(as(user, "GET", "/api/otaPackages?pageSize=1&page=0", null).status()).isEqualTo(403);
        assertThat(server.post("/api/customer/" + customer + "/device/" + device.id(), "").status()).isEqualTo(200);
        assertThat(as(user, "GET", "/api/device/" + device.id(), null).status()).isEqualTo(200);
        assertThat(as(user, "GET", telemetry, null).status()).isEqualTo(200);
        assertThat(as(user, "GET", "/api/device/info/" + device.id(), null).json().path("customerTitle").asString())
                .isEqualTo("C");
        assertThat(as(user, "GET", "/api/customer/" + customer + "/devices?pageSize=10&page=0", null).json()
                .path("data")
                .size()).isPositive();
        assertThat(server.delete("/api/customer/device/" + device.id()).status()).isEqualTo(200);
        assertThat(as(user, "GET", "/api/device/" + device.id(), null).status()).isEqualTo(403);
    }

    @Test
    void deletingACustomerGivesItsDevicesBack() throws Exception {
        var made = server.post("/api/customer", "{\"title\":\"short-lived\"}").json();
        String id = made.path("id").path("id").asString();
        assertThat(server.post("/api/customer/" + id + "/device/" + device.id(), "").status()).isEqualTo(200);
        assertThat(server.post("/api/customer", "{\"title\":\"short-lived\"}").status()).isEqualTo(400);
        assertThat(server.delete("/api/customer/" + id).status()).isEqualTo(200);
        assertThat(server.get("/api/device/" + device.id()).json().path("customerId").path("id").asString())
                .isEqualTo("13814000-1dd2-11b2-8080-808080808080");
    }

    private void offer(String payload) throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            assertThat(wire.report("v1/devices/me/claim", payload)).isEqualTo(ReasonCode.SUCCESS);
        }
    }

    private TestServer.Answer claim(@Nullable String body) {
        return as(user, "POST", "/api/customer/device/" + device.name() + "/claim", body);
    }

    private static TestServer.Answer as(String token, String method, String path, @Nullable String body) {
        return server.send(method, path, body, token);
    }
}
