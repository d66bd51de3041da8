package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tidings.device.TestServer.Answer;
import tidings.device.spi.MoreRoutes;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.testkit.Await;
import tools.jackson.databind.JsonNode;

/// Users, keys, the audit log, and what operators look at.
class OperatorTest {

    private static final AtomicLong NOW = new AtomicLong(System.currentTimeMillis());

    @RegisterExtension
    static final TestServer server = new TestServer(config -> config.clock(() -> Instant.ofEpochMilli(NOW.get())));

    @Test
    void keysDoWhatTheirUserMayDo() throws Exception {
        JsonNode made =
                server.post("/api/apiKey", "{\"description\":\"d\",\"expirationTime\":" + (NOW.get() + 1_000) + "}")
                        .json();
        String key = made.path("value").asString();
        String id = made.at("/id/id").asString();
        String user = made.at("/userId/id").asString();
        assertThat(withKey(key)).isEqualTo(200);
        assertThat(withKey(key + "x")).isEqualTo(401);
        assertThat(server.get("/api/apiKeys/" + user + "?pageSize=9&page=0").body()).contains(id).doesNotContain(key);
        server.send("PUT", "/api/apiKey/" + id + "/enabled/false", "", server.token());
        assertThat(withKey(key)).isEqualTo(401);
        server.send("PUT", "/api/apiKey/" + id + "/enabled/true", "", server.token());
        assertThat(server.send("PUT", "/api/apiKey/" + id + "/description", "other", server.token())
                .json()
                .path("description")
                .asString()).isEqualTo("other");
        assertThat(withKey(key)).isEqualTo(200);
        NOW.addAndGet(1_000);
        assertThat(withKey(key)).isEqualTo(401);
        assertThat(server.delete("/api/apiKey/" + id).status()).isEqualTo(200);
        assertThat(server.delete("/api/apiKey/" + id).status()).isEqualTo(404);
    }

    private static int withKey(String key) {
        return server.sendAs("GET", "/api/auth/user", null, "ApiKey " + key).status();
    }

    @Test
    void aChangedPasswordEndsOtherLogins() throws Exception {
        TestServer.Person person = server.user("OPERATOR", "pat@example.org", null);
        String other = server.login("pat@example.org", "secret-enough");
        Answer wrong = server.send("POST", "/api/auth/changePassword",
                "{\"currentPassword\":\"no\",\"newPassword\":\"better secret\"}", person.token());
        assertThat(wrong.status()).isEqualTo(400);
        Answer changed = server.send("POST", "/api/auth/changePassword",
                "{\"currentPassword\":\"secret-enough\",\"newPassword\":\"better secret\"}", person.token());
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(server.send("GET", "/api/auth/user", null, other).status()).isEqualTo(401);
        assertThat(server.send("GET", "/api/auth/user", null, changed.json().path("token").asString()).status())
                .isEqualTo(200);
        assertThat(server.login("pat@example.org", "better secret")).isNotEmpty();
    }

    @Test
    void usersAreDisabledAndGetAnotherPassword() throws Exception {
        TestServer.Person person = server.user("OPERATOR", "sam@example.org", null);
        String path = "/api/user/" + person.id();
        server.post(path + "/userCredentialsEnabled?userCredentialsEnabled=false", "");
        assertThat(server.send("GET", "/api/auth/user", null, person.token()).status()).isEqualTo(401);
        server.post(path + "/userCredentialsEnabled?userCredentialsEnabled=true", "");
        assertThat(server.send("GET", "/api/auth/user", null, person.token()).status()).isEqualTo(200);
        String link = server.post(path + "/resetPassword", "").body();
        assertThat(server.send("GET", "/api/auth/user", null, person.token()).status()).isEqualTo(401);
        String activation = link.substring(link.indexOf('=') + 1);
        assertThat(server.send("GET", "/api/noauth/activate?activateToken=" + activation, null, null).status())
                .isEqualTo(303);
        assertThat(server.send("POST", "/api/noauth/activate", "{\"activateToken\":\"" + activation
                + "\",\"password\":\"another one\"}", null).status()).isEqualTo(200);
        String own = server.get("/api/auth/user").json().at("/id/id").asString();
        assertThat(server.delete("/api/user/" + own).status()).isEqualTo(400);
        assertThat(server.post("/api/user/" + own + "/resetPassword", "").status()).isEqualTo(400);
    }

    @Test
    void remembersWhoDidWhat() throws Exception {
        TestServer.Person olga = server.user("OPERATOR", "olga@example.org", null);
        String operator = olga.token();
        String hers = "/user/" + olga.id() + "?";
        Answer made = server.send("POST", "/api/device", "{\"name\":\"audited\"}", operator);
        String device = made.json().at("/id/id").asString();
        server.send("DELETE", "/api/device/" + device, null, operator);
        server.send("POST", "/api/customer", "{\"title\":\"forbidden\"}", operator);
        Await.until("three entries", () -> logs(hers).path("totalElements").asInt() == 3);
        JsonNode newest = logs(hers).path("data");
        assertThat(newest.at("/0/actionStatus").asString()).isEqualTo("FAILURE");
        assertThat(newest.at("/0/actionFailureDetails").asString()).contains("permission");
        assertThat(newest.at("/1/actionType").asString()).isEqualTo("DELETED");
        assertThat(newest.at("/1/entityName").asString()).isEqualTo("audited");
        assertThat(newest.at("/2/entityId/id").asString()).isEqualTo(device);
        assertThat(newest.at("/2/userName").asString()).isEqualTo("olga@example.org");
        assertThat(logs(hers + "actionTypes=ADDED,DELETED").path("totalElements").asInt()).isEqualTo(3);
        assertThat(logs("/entity/DEVICE/" + device + "?").path("totalElements").asInt()).isEqualTo(2);
    }

    @Test
    void notesWhatTheRoutesOfOthersChange(@TempDir Path folder) throws Exception {
        MoreRoutes guests = (routes, administrators) -> {
            routes.before("/api/broker/*", administrators);
            routes.get("/api/broker/clients", context -> context.result("[]"));
            routes.delete("/api/broker/client", context -> context.result("{}"));
        };
        try (TestServer other = TestServer.start(folder, guests)) {
            TestServer.Person olga = other.user("OPERATOR", "olga@example.org", null);
            assertThat(other.get("/api/broker/clients").status()).isEqualTo(200);
            assertThat(other.delete("/api/nothing").status()).isEqualTo(404);
            assertThat(other.delete("/api/broker/client?id=gate7").status()).isEqualTo(200);
            assertThat(other.send("DELETE", "/api/broker/client?id=gate8", null, olga.token()).status()).isEqualTo(403);
            String hers = "/api/audit/logs/user/" + olga.id() + "?pageSize=1&page=0";
            Await.until("her entry", () -> other.get(hers).json().path("totalElements").asInt() == 1);
            JsonNode newest = other.get("/api/audit/logs?pageSize=2&page=0").json().path("data");
            assertThat(newest.at("/0/entityName").asString()).isEqualTo("broker/client?id=gate8");
            assertThat(newest.at("/0/actionStatus").asString()).isEqualTo("FAILURE");
            assertThat(newest.at("/1/entityName").asString()).isEqualTo("broker/client?id=gate7");
            assertThat(newest.at("/1/actionType").asString()).isEqualTo("DELETED");
            assertThat(newest.at("/1/actionStatus").asString()).isEqualTo("SUCCESS");
        }
    }

    private static JsonNode logs(String more) {
        return server.get("/api/audit/logs" + more + "&pageSize=10&page=0").json();
    }

    @Test
    void listsDevicesByWhatTheyAre() throws Exception {
        String profile = server.post("/api/deviceProfile", "{\"name\":\"listed\"}").json().at("/id/id").asString();
        for (String name : new String[]{"l-1", "l-2", "l-3"}) {
            server.post("/api/device?accessToken=" + name, "{\"name\":\"" + name + "\",\"type\":\"listed\"}");
        }
        try (WireDevice wire = server.connect(Version.V3_1_1, "l-2")) {
            wire.report("v1/devices/me/telemetry", "{\"a\":1}");
            assertThat(names(profile, "&active=true")).isEqualTo("l-2");
            assertThat(names(profile, "&active=false")).isEqualTo("l-1 l-3");
            assertThat(names(profile, "&neverSeen=true")).isEqualTo("l-1 l-3");
            assertThat(names(profile, "&sortProperty=name&sortOrder=DESC")).isEqualTo("l-3 l-2 l-1");
            assertThat(server.get("/api/device/types").body()).contains("\"listed\"");
            JsonNode overview = server.get("/api/overview").json();
            assertThat(overview.at("/devices/active").asInt()).isOne();
            assertThat(overview.at("/telemetry/messages").asInt()).isPositive();
        }
        assertThat(server.get("/api/tenant/deviceInfos?pageSize=9&page=0&active=perhaps").status()).isEqualTo(400);
    }

    private static String names(String profile, String more) {
        JsonNode page =
                server.get("/api/tenant/deviceInfos?pageSize=9&page=0&deviceProfileId=" + profile + more).json();
        return String.join(" ", page.path("data").findValuesAsString("name"));
    }

    @Test
    void tellsWhyADeviceDoesNotGetIn() throws Exception {
        TestServer.Made device = server.createDevice();
        server.post("/api/device/credentials", "{\"deviceId\":{\"entityType\":\"DEVICE\",\"id\":\"" + device.id()
                + "\"},\"credentialsType\":\"MQTT_BASIC\",\"credentialsValue\":"
                + "\"{\\\"userName\\\":\\\"u-" + device.name() + "\\\",\\\"password\\\":\\\"p\\\"}\"}");
        refuse("u-" + device.name());
        refuse("nobody-knows-this");
        JsonNode log = server.get("/api/device/" + device.id() + "/diagnostics").json().path("connectionLog");
        assertThat(log.at("/0/event").asString()).isEqualTo("REFUSED");
        assertThat(log.at("/0/reason").asString()).contains("wrong credentials");
        assertThat(server.get("/api/refusedLogins").body()).contains("unknown access token (17 characters)")
                .doesNotContain("nobody-knows");
    }

    private static void refuse(String userName) throws Exception {
        try (WireDevice wire = new WireDevice(server.mqtt(), Version.V3_1_1)) {
            assertThat(wire.login("some", userName, null).reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        }
    }

    @Test
    void refusesAChangeOfWhatSomebodyElseHasChanged() throws Exception {
        JsonNode customer = server.post("/api/customer", "{\"title\":\"versioned\"}").json();
        assertThat(server.post("/api/customer", customer.toString()).status()).isEqualTo(200);
        Answer late = server.post("/api/customer", customer.toString());
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.json().path("errorCode").asInt()).isEqualTo(35);
        JsonNode profile = server.post("/api/deviceProfile", "{\"name\":\"versioned\"}").json();
        assertThat(server.post("/api/deviceProfile", profile.toString()).status()).isEqualTo(200);
        assertThat(server.post("/api/deviceProfile", profile.toString()).status()).isEqualTo(409);
    }

    @Test
    void describesItself() throws Exception {
        JsonNode document = server.send("GET", "/openapi.json", null, null).json();
        assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
        JsonNode schemas = document.at("/components/schemas");
        document.findValuesAsString("$ref")
                .forEach(reference -> assertThat(schemas.has(reference.substring(reference.lastIndexOf('/') + 1)))
                        .as(reference)
                        .isTrue());
        assertThat(server.send("GET", "/swagger-ui.html", null, null).body()).contains("swagger-ui-bundle.js");
        assertThat(server.send("GET", "/webjars/swagger-ui/5.31.0/swagger-ui-bundle.js", null, null).status())
                .isEqualTo(200);
    }
}
