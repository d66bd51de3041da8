package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The paths and shapes that scripts rely on.
class RestTest {

    private static final AtomicLong NOW = new AtomicLong(System.currentTimeMillis());

    @RegisterExtension
    static final TestServer server = new TestServer(config -> config.clock(() -> Instant.ofEpochMilli(NOW.get())));

    @Test
    void logsIn() throws Exception {
        String claims = new String(Base64.getUrlDecoder().decode(server.token().split("\\.")[1]));
        JsonNode json = TestServer.JSON.readTree(claims);
        assertThat(json.path("sub").asString()).isEqualTo(TestServer.ADMIN);
        assertThat(json.path("scopes").toString()).isEqualTo("[\"TENANT_ADMIN\"]");
        assertThat(json.path("exp").asLong() - json.path("iat").asLong()).isEqualTo(9_000);
        JsonNode user = server.get("/api/auth/user").json();
        assertThat(user.path("email").asString()).isEqualTo(TestServer.ADMIN);
        assertThat(user.path("authority").asString()).isEqualTo("TENANT_ADMIN");
        assertThat(user.path("customerId").path("id").asString()).isEqualTo("13814000-1dd2-11b2-8080-808080808080");
    }

    @Test
    void refusesWrongPasswordsAndThenSlowsDown() throws Exception {
        String body = "{\"username\":\"mallory@example.org\",\"password\":\"wrong\"}";
        for (int i = 0; i < 5; i++) {
            var answer = server.send("POST", "/api/auth/login", body, null);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().path("message").asString()).isEqualTo("Invalid username or password");
            assertThat(answer.json().path("errorCode").asInt()).isEqualTo(10);
        }
        assertThat(server.send("POST", "/api/auth/login", body, null).status()).isEqualTo(429);
    }

    @Test
    void renewsAndEndsLogins() throws Exception {
        String login = "{\"username\":\"" + TestServer.ADMIN + "\",\"password\":\"" + TestServer.PASSWORD + "\"}";
        JsonNode tokens = server.send("POST", "/api/auth/login", login, null).json();
        String access = tokens.path("token").asString();
        String refresh = tokens.path("refreshToken").asString();
        assertThat(server.send("GET", "/api/auth/user", null, refresh).status()).isEqualTo(401);
        String body = "{\"refreshToken\":\"" + refresh + "\"}";
        assertThat(server.send("POST", "/api/auth/token", body, null).status()).isEqualTo(200);
        assertThat(server.send("POST", "/api/auth/logout", "{}", access).status()).isEqualTo(200);
        var ended = server.send("GET", "/api/auth/user", null, access);
        assertThat(ended.status()).isEqualTo(401);
        assertThat(ended.json().path("errorCode").asInt()).isEqualTo(11);
        assertThat(server.send("POST", "/api/auth/token", body, null).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."})
    void wantsAGoodToken(String token) throws Exception {
        var answer = server.send("GET", "/api/auth/user", null, token);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().path("status").asInt()).isEqualTo(401);
        assertThat(answer.json().path("timestamp").asLong()).isPositive();
    }

    @Test
    void createsChangesAndDeletesDevices() throws Exception {
        JsonNode made = server.post("/api/device", "{\"name\":\"P\",\"type\":\"pump\"}").json();
        assertThat(made.path("id").path("entityType").asString()).isEqualTo("DEVICE");
        assertThat(made.path("type").asString()).isEqualTo("pump");
        assertThat(made.path("version").asInt()).isOne();
        String id = made.path("id").path("id").asString();
        String changed = made.toString().replace("\"label\":null", "\"label\":\"cellar\"");
        JsonNode after = server.post("/api/device", changed).json();
        assertThat(after.path("label").asString()).isEqualTo("cellar");
        assertThat(server.post("/api/device", changed).status()).isEqualTo(409);
        assertThat(server.get("/api/device/" + id).json()).isEqualTo(after);
        assertThat(server.delete("/api/device/" + id).status()).isEqualTo(200);
        assertThat(server.get("/api/device/" + id).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "POST   | /api/device                         | {\"name\":\"A\",\"type\":\"default\"} | 400 | already exists",
        "POST   | /api/device                         | {\"type\":\"default\"}                | 400 | name should be specified",
        "POST   | /api/device                         | {                                     | 400 | no JSON",
        "POST   | /api/device                         | []                                    | 400 | object",
        "POST   | /api/device?accessToken=TA          | {\"name\":\"B\"}                      | 400 | already registered",
        "GET    | /api/device/abc                     |                                       | 400 | UUID",
        "GET    | /api/device/13814000-1dd2-11b2-8080-80808080808f |                          | 404 | is not found",
        "GET    | /api/tenant/devices                 |                                       | 400 | pageSize",
        "GET    | /api/tenant/devices?pageSize=x&page=0 |                                     | 400 | is a number",
        "GET    | /api/tenant/device?deviceName=zzz   |                                       | 404 | is not found",
        "GET    | /api/dashboards                     |                                       | 404 | nothing at",
        "GET    | /api/plugins/telemetry/DEVICE/13814000-1dd2-11b2-8080-80808080808f/keys/timeseries | | 404 | wasn't found",
    })
    void refusesWithTheReason(String method, String path, @Nullable String body, int status,
            String message) throws Exception {
        String name = server.createDevice().name();
        String token = name.replace("device", "TOKEN");
        var answer = server.send(method, path.replace("TA", token),
                body == null ? null : body.replace("\"A\"", "\"" + name + "\""),
                server.token());
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(message);
    }

    @Test
    void listsDevices() throws Exception {
        for (String name : new String[]{"pump-1", "pump-no-2", "50%_valve"}) {
            server.createDevice(name, "T-" + (name.charAt(0) + name.length()));
        }
        JsonNode page =
                server.get("/api/tenant/devices?pageSize=1&page=0&sortProperty=name&sortOrder=DESC&textSearch=PUMP-")
                        .json();
        assertThat(page.path("totalElements").asInt()).isEqualTo(2);
        assertThat(page.path("totalPages").asInt()).isEqualTo(2);
        assertThat(page.path("hasNext").asBoolean()).isTrue();
        assertThat(page.path("data").path(0).path("name").asString()).isEqualTo("pump-no-2");
        JsonNode found = server.get("/api/tenant/deviceInfos?pageSize=10&page=0&textSearch=%25_").json();
        assertThat(found.path("data").size()).isOne();
        assertThat(found.path("data").path(0).path("name").asString()).isEqualTo("50%_valve");
        assertThat(found.path("data").path(0).path("active").isBoolean()).isTrue();
        assertThat(server.get("/api/tenant/devices?deviceName=pump-1").json().path("name").asString())
                .isEqualTo("pump-1");
    }

    @Test
    void answersTheLatestValues() throws Exception {
        String device = server.createDevice().id();
        String path = "/api/plugins/telemetry/DEVICE/" + device;
        server.post(path + "/timeseries/ANY",
                "{\"ts\":5,\"values\":{\"a\":42.0,\"b\":{\"x\":1},\"c\":\"t\",\"d\":true}}");
        assertThat(server.get(path + "/keys/timeseries").body()).isEqualTo("[\"a\",\"b\",\"c\",\"d\"]");
        assertThat(server.get(path + "/values/timeseries?keys=a,b,d").body()).isEqualTo(
                "{\"a\":[{\"ts\":5,\"value\":\"42.0\"}],\"b\":[{\"ts\":5,\"value\":\"{\\\"x\\\":1}\"}],"
                        + "\"d\":[{\"ts\":5,\"value\":\"true\"}]}");
        assertThat(server.get(path + "/values/timeseries?keys=zzz").json().path("zzz").path(0).path("value").isNull())
                .isTrue();
        assertThat(server.post(path + "/timeseries/ANY", "nonsense").body()).contains("Invalid JSON body!");
        assertThat(server.post(path + "/timeseries/ANY", "{}").body()).contains("No time series data found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "keys=n&startTs=0&endTs=50                           | {\"n\":[{\"ts\":40,\"value\":4},{\"ts\":30,\"value\":3},{\"ts\":20,\"value\":2},{\"ts\":10,\"value\":1},{\"ts\":0,\"value\":0}]}",
        "keys=n&startTs=10&endTs=40&orderBy=ASC              | {\"n\":[{\"ts\":10,\"value\":1},{\"ts\":20,\"value\":2},{\"ts\":30,\"value\":3}]}",
        "keys=n&startTs=0&endTs=1000&limit=1                 | {\"n\":[{\"ts\":90,\"value\":9}]}",
        "keys=n,zzz&startTs=95&endTs=1000                    | {}",
        "keys=n&startTs=50&endTs=40                          | {}",
        "keys=n&startTs=0&endTs=100&agg=SUM                  | {}",
        "keys=n&startTs=0&endTs=100&agg=SUM&interval=50      | {\"n\":[{\"ts\":25,\"value\":10},{\"ts\":75,\"value\":35}]}",
        "keys=n&startTs=0&endTs=100&agg=AVG&interval=50      | {\"n\":[{\"ts\":25,\"value\":2.0},{\"ts\":75,\"value\":7.0}]}",
        "keys=n&startTs=0&endTs=100&agg=MIN&interval=50      | {\"n\":[{\"ts\":25,\"value\":0},{\"ts\":75,\"value\":5}]}",
        "keys=n&startTs=0&endTs=100&agg=MAX&interval=60      | {\"n\":[{\"ts\":30,\"value\":5},{\"ts\":80,\"value\":9}]}",
        "keys=n&startTs=0&endTs=100&agg=COUNT&interval=1000  | {\"n\":[{\"ts\":50,\"value\":10}]}",
        "keys=d&startTs=0&endTs=100&agg=SUM&interval=100     | {\"d\":[{\"ts\":50,\"value\":1.5}]}",
        "keys=s&startTs=0&endTs=100&agg=AVG&interval=100     | {\"s\":[{\"ts\":50,\"value\":0.0}]}",
        "keys=s&startTs=0&endTs=100&agg=MAX&interval=100     | {\"s\":[{\"ts\":50,\"value\":\"b\"}]}",
    })
    void answersHistory(String query, String expected) throws Exception {
        String path = "/api/plugins/telemetry/DEVICE/" + server.createDevice().id();
        StringBuilder body = new StringBuilder(
                "[{\"ts\":3,\"values\":{\"d\":0.5,\"s\":\"a\"}},{\"ts\":4,\"values\":{\"d\":1.0,\"s\":\"b\"}}");
        for (int i = 0; i < 10; i++) {
            body.append(",{\"ts\":").append(10 * i).append(",\"values\":{\"n\":").append(i).append("}}");
        }
        assertThat(server.post(path + "/timeseries/ANY", body + "]").status()).isEqualTo(200);
        assertThat(server.get(path + "/values/timeseries?useStrictDataTypes=true&" + query).body()).isEqualTo(expected);
    }

    @Test
    void sumsBeyondALong() throws Exception {
        String path = "/api/plugins/telemetry/DEVICE/" + server.createDevice().id();
        String most = Long.toString(Long.MAX_VALUE);
        server.post(path + "/timeseries/ANY", "[{\"ts\":1,\"values\":{\"n\":" + most + ",\"m\":-5}},"
                + "{\"ts\":2,\"values\":{\"n\":" + most + ",\"m\":" + most + "}}]");
        String sum = path + "/values/timeseries?useStrictDataTypes=true&startTs=0&endTs=4&agg=SUM&interval=4&keys=";
        assertThat(server.get(sum + "n").body()).isEqualTo("{\"n\":[{\"ts\":2,\"value\":1.8446744073709552E19}]}");
        assertThat(server.get(sum + "m").body())
                .isEqualTo("{\"m\":[{\"ts\":2,\"value\":" + (Long.MAX_VALUE - 5) + "}]}");
    }

    @Test
    void deletesTelemetry() throws Exception {
        String path = "/api/plugins/telemetry/DEVICE/" + server.createDevice().id();
        server.post(path + "/timeseries/ANY",
                "[{\"ts\":1,\"values\":{\"a\":1,\"b\":1}},{\"ts\":2,\"values\":{\"a\":2}}]");
        assertThat(server.delete(path + "/timeseries/delete?keys=a").status()).isEqualTo(400);
        assertThat(server.delete(path + "/timeseries/delete?deleteAllDataForKeys=true").status()).isEqualTo(400);
        assertThat(server.delete(path + "/timeseries/delete?keys=a&startTs=2&endTs=3").status()).isEqualTo(200);
        assertThat(server.get(path + "/values/timeseries").body())
                .isEqualTo("{\"a\":[{\"ts\":1,\"value\":\"1\"}],\"b\":[{\"ts\":1,\"value\":\"1\"}]}");
        assertThat(server.delete(path + "/timeseries/delete?keys=a&deleteAllDataForKeys=true").status()).isEqualTo(200);
        assertThat(server.get(path + "/keys/timeseries").body()).isEqualTo("[\"b\"]");
        server.post(path + "/timeseries/ANY", "{\"ts\":9,\"values\":{\"a\":9}}");
        assertThat(server.get(path + "/values/timeseries?keys=a&startTs=0&endTs=99").body())
                .isEqualTo("{\"a\":[{\"ts\":9,\"value\":\"9\"}]}");
    }

    @Test
    void servesTheConsole() throws Exception {
        var page = server.send("GET", "/", null, null);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.response().headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).isEqualToIgnoringCase("text/html;charset=utf-8"));
        assertThat(page.response().headers().firstValue("Content-Security-Policy").orElseThrow()).contains("'self'");
        assertThat(page.response().headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        for (String path : new String[]{"/../tidings/device/DeviceServer.class", "/%2e%2e/x.js", "/nothing.js", "/web",
            "/webjars/../../MANIFEST.MF", "/webjars/%2e%2e/%2e%2e/MANIFEST.MF"}) {
            assertThat(server.send("GET", path, null, null).status()).as(path).isIn(400, 404);
        }
    }

    @Test
    void firstStartMakesWhatIsNeededOnce(@TempDir Path folder) {
        assertThat(server.server().generatedPassword()).isNull(); // one was given
        DeviceConfig config = DeviceConfig.builder().data(folder).http("127.0.0.1:0").build();
        try (DeviceServer first = DeviceServer.open(config)) {
            assertThat(first.generatedPassword()).hasSize(20);
            assertThat(first.firstDevice()).isNotNull();
            first.ensureDevice("demo", "DEMO");
            first.ensureDevice("demo", "DEMO");
            assertThatThrownBy(() -> first.ensureDevice("another", "DEMO"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        try (DeviceServer again = DeviceServer.open(config)) {
            assertThat(again.generatedPassword()).isNull();
            assertThat(again.firstDevice()).isNull();
        }
    }

    @Test
    void saysInOneLineWhyItDoesNotStart(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> TestServer.start(server.data()))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("in use by process")
                .hasMessageContaining("--data");
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> TestServer.start(file))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("--data");
        DeviceConfig taken = TestServer.config(folder.resolve("third"))
                .http("127.0.0.1:" + server.http().getPort())
                .build();
        try (DeviceServer third = DeviceServer.open(taken)) {
            assertThatThrownBy(third::startHttp).isInstanceOf(DeviceException.class).hasMessageContaining("--http");
        }
    }
}
