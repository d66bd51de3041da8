package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tools.jackson.databind.JsonNode;

/// Customers, their users, and the devices that they claim.
class CustomerTest {

    private static final AtomicLong NOW = new AtomicLong(System.currentTimeMillis());
    private static TestServer server;
    private static String customer;
    private static String user;
    private TestServer.Made device;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        server = TestServer.start(data, config -> config.clock(() -> Instant.ofEpochMilli(NOW.get())));
        customer = server.post("/api/customer", "{\"title\":\"C\",\"city\":\"Kiel\"}")
                .json()
                .path("id")
                .path("id")
                .asString();
        var made = server.post("/api/user?sendActivationMail=false", "{\"authority\":\"CUSTOMER_USER\","
                + "\"email\":\"anna@example.org\",\"customerId\":{\"entityType\":\"CUSTOMER\",\"id\":\"" + customer
                + "\"}}");
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        String link =
                server.get("/api/user/" + made.json().path("id").path("id").asString() + "/activationLink").body();
        String activation = link.substring(link.indexOf('=') + 1);
        var tokens = server.send("POST", "/api/noauth/activate?sendActivationMail=false",
                "{\"activateToken\":\"" + activation + "\",\"password\":\"secret-enough\"}", null);
        assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
        user = tokens.json().path("token").asString();
        assertThat(server.login("Anna@example.org", "secret-enough")).isNotEmpty();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void createDevice() throws Exception {
        device = server.createDevice();
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
    void whetherADeviceCanBeClaimedIsTold() throws Exception {
        assertThat(claimState().path("state").asString()).isEqualTo("UNCLAIMED");
        offer("{\"secretKey\":\"s\",\"durationMs\":60000}");
        assertThat(claimState().path("state").asString()).isEqualTo("CLAIMABLE");
        assertThat(claimState().path("expiresTs").asLong()).isEqualTo(NOW.get() + 60_000);
        NOW.addAndGet(60_001);
        assertThat(claimState().path("state").asString()).isEqualTo("UNCLAIMED");
        offer("{\"secretKey\":\"s\"}");
        claim("{\"secretKey\":\"s\"}");
        assertThat(claimState().path("state").asString()).isEqualTo("CLAIMED");
        assertThat(claimState().path("customerTitle").asString()).isEqualTo("C");
        assertThat(claimState().toString()).doesNotContain("secret");
    }

    private JsonNode claimState() throws Exception {
        return server.get("/api/device/" + device.id() + "/claim").json();
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

    private TestServer.Answer claim(@Nullable String body) throws Exception {
        return as(user, "POST", "/api/customer/device/" + device.name() + "/claim", body);
    }

    private static TestServer.Answer as(String token, String method, String path, @Nullable String body)
            throws Exception {
        return server.send(method, path, body, token);
    }
}
