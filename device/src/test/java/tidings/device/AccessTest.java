package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tidings.device.TestServer.Answer;
import tools.jackson.databind.JsonNode;

/// All calls that the API's document lists, made by everybody: the right status for whom they are not, and nothing of
/// another customer's.
class AccessTest {

    private static final String MARK = "belongs-to-anna";
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");
    private static final Set<String> NO_IDS = Set.of("scope", "ttl", "type", "enabled", "entityType", "token");

    @RegisterExtension
    static final TestServer server = new TestServer();

    private static JsonNode document;
    private static String operator;
    private static String bert;
    private static String anna;
    private static String annasUser;
    private static String annasCustomer;
    private static String annasKey;
    private static TestServer.Made annasDevice;
    private static String annasRpc;
    private static String annasAlarm;
    private static String firmware;
    private static String profile;

    @BeforeAll
    static void furnish() {
        document = TestServer.JSON.readTree(server.send("GET", "/v3/api-docs", null, null).body());
        operator = server.user("OPERATOR", "otto@example.org", null).token();
        annasCustomer = server.createCustomer("Anna " + MARK);
        TestServer.Person person = server.user("CUSTOMER_USER", MARK + "@example.org", annasCustomer);
        anna = person.token();
        annasUser = person.id();
        bert = server.user("CUSTOMER_USER", "bert@example.org", server.createCustomer("Bert")).token();
        annasDevice = server.createDevice();
        String device = annasDevice.id();
        assertThat(server.post("/api/customer/" + annasCustomer + "/device/" + device, "").status()).isEqualTo(200);
        server.post("/api/plugins/telemetry/DEVICE/" + device + "/timeseries/ANY", "{\"" + MARK + "\":1}");
        server.post("/api/plugins/telemetry/DEVICE/" + device + "/SHARED_SCOPE", "{\"" + MARK + "\":1}");
        annasRpc = server
                .post("/api/rpc/oneway/" + device,
                        "{\"method\":\"" + MARK + "\",\"persistent\":true,\"expirationTime\":9999999999999}")
                .json()
                .path("rpcId")
                .asString();
        annasKey = server.send("POST", "/api/apiKey", "{\"description\":\"" + MARK + "\"}", anna).id();
        annasAlarm = server.post("/api/alarm", "{\"type\":\"" + MARK + "\",\"severity\":\"MAJOR\",\"originator\":"
                + "{\"entityType\":\"DEVICE\",\"id\":\"" + device + "\"}}").id();
        firmware = server.post("/api/otaPackage", "{\"title\":\"fw\",\"version\":\"1\",\"type\":\"FIRMWARE\"}").id();
        profile = server.post("/api/deviceProfile", "{\"name\":\"p\"}").id();
    }

    /// A call of the document.
    private record Call(String method, String path, String access, @Nullable String body) {

        boolean isFor(String whom) {
            return access.contains("no login") || access.contains("devices: the token") || access.contains("all users")
                    || access.toLowerCase(Locale.ROOT).contains(whom);
        }
    }

    private static List<Call> calls() {
        List<Call> all = new ArrayList<>();
        document.path("paths").properties().forEach(path -> path.getValue().properties().forEach(operation -> {
            JsonNode described = operation.getValue();
            String reference = described.at("/requestBody/content/application~1json/schema/$ref").asString("");
            String shape = reference.substring(reference.lastIndexOf('/') + 1);
            JsonNode body = document.path("components").path("schemas").path(shape).path("example");
            all.add(new Call(
                    operation.getKey().toUpperCase(Locale.ROOT), path.getKey(),
                    described.path("description").asString(),
                    body.isMissingNode() ? null : body.toString()));
        }));
        return all;
    }

    @Test
    void describesManyCalls() {
        assertThat(calls()).hasSizeGreaterThan(80);
    }

    @Test
    void nobodyGetsInWithoutALogin() throws Exception {
        for (Call call : calls()) {
            if (!call.access.contains("no login")) {
                Answer answer = server.send(call.method, address(call), call.body, null);
                assertThat(answer.status()).as(call + " " + answer.body()).isEqualTo(401);
            }
        }
    }

    @Test
    void operatorsAndCustomersAreKeptFromWhatIsNotForThem() throws Exception {
        for (Call call : calls()) {
            if (!call.isFor("operators")) {
                assertForbidden(call, operator);
            }
            if (!call.isFor("customers")) {
                assertForbidden(call, anna);
            }
            if (!call.isFor("administrators")) {
                assertForbidden(call, server.token());
            }
        }
    }

    private static void assertForbidden(Call call, String token) {
        Answer answer = server.send(call.method, address(call), call.body, token);
        assertThat(answer.status()).as(call + " " + answer.body()).isEqualTo(403);
        assertThat(answer.json().path("errorCode").asInt()).isEqualTo(20);
        assertThat(answer.json().path("message").asString()).contains("permission");
    }

    /// Bert makes every call with the ids of what is Anna's.
    @Test
    void nobodySeesAnotherCustomersData() throws Exception {
        String before = whatIsAnnas();
        int called = 0;
        for (Call call : calls()) {
            if (call.isFor("customers") && !call.path.startsWith("/api/v1/") && !call.path.contains("/auth/")) {
                Answer answer = server.send(call.method, address(call), call.body, bert);
                assertThat(answer.body()).as(call.toString())
                        .doesNotContain(MARK, annasDevice.id(), annasDevice.token());
                assertThat(answer.status()).as(call + " " + answer.body()).isLessThan(500);
                boolean named = PARAMETER.matcher(call.path.replace("{name}", "")).find();
                if (named && !call.path.contains("deviceProfileInfo")) {
                    assertThat(answer.status()).as(call + " " + answer.body()).isIn(400, 403, 404);
                }
                called++;
            }
        }
        assertThat(called).isGreaterThan(30);
        assertThat(whatIsAnnas()).isEqualTo(before);
    }

    private static String whatIsAnnas() {
        String device = annasDevice.id();
        return server.get("/api/device/info/" + device).body()
                + server.get("/api/device/" + device + "/credentials").body()
                + server.get("/api/plugins/telemetry/DEVICE/" + device + "/values/timeseries").body()
                + server.get("/api/plugins/telemetry/DEVICE/" + device + "/values/attributes/SHARED_SCOPE").body()
                + server.get("/api/rpc/persistent/" + annasRpc).body() + server.get("/api/user/" + annasUser).body()
                + server.get("/api/alarm/" + annasAlarm).body()
                + server.send("GET", "/api/apiKeys/" + annasUser + "?pageSize=9&page=0", null, anna).body();
    }

    @Test
    void badIdsAndBodiesAreToldApart() throws Exception {
        for (Call call : calls()) {
            boolean open = call.path.startsWith("/api/v1/") || call.path.contains("/auth/");
            String token = call.isFor("administrators") ? server.token() : bert;
            String bad =
                    replace(call.path, name -> NO_IDS.contains(name) || name.equals("name") ? value(call, name) : "x");
            if (!open && !bad.equals(replace(call.path, name -> value(call, name)))) {
                Answer answer = server.send(call.method, withQuery(call, bad), call.body, token);
                assertThat(answer.status()).as(call + " " + answer.body()).isEqualTo(400);
                assertThat(answer.body()).contains("Invalid UUID string: x");
            }
        }
        for (String body : List.of("", "{", "[]", "7", "nonsense")) {
            for (String path : List.of("/api/device", "/api/user", "/api/customer", "/api/deviceProfile",
                    "/api/otaPackage", "/api/device/credentials", "/api/auth/login", "/api/noauth/activate")) {
                Answer answer = server.post(path, body);
                assertThat(answer.status()).as(path + " " + body).isEqualTo(400);
                assertThat(answer.json().path("message").asString()).contains("JSON");
            }
        }
    }

    /// In the place of each id one that nobody has, and then the id of something of another kind. The past of what is gone
    /// is not gone, so the audit log takes any id.
    @Test
    void whatDoesNotExistIsNotFound() {
        String nobody = "13814000-1dd2-11b2-8080-80808080808f";
        int called = 0;
        for (Call call : calls()) {
            if (!call.isFor("administrators") || call.path.startsWith("/api/v1/") || call.path.contains("/audit/")) {
                continue;
            }
            for (String id : ids(call.path)) {
                boolean ofADevice = value(call, id).equals(annasDevice.id());
                for (String wrong : List.of(nobody, ofADevice ? profile : annasDevice.id())) {
                    String path = replace(call.path, name -> name.equals(id) ? wrong : value(call, name));
                    Answer answer = server.send(call.method, withQuery(call, path), call.body, server.token());
                    assertThat(answer.status()).as(call + " " + answer.body()).isEqualTo(404);
                    assertThat(answer.body()).as(call.toString())
                            .containsAnyOf("with id [" + wrong + "] is not found", "requested id wasn't found!");
                    called++;
                }
            }
        }
        assertThat(called).isGreaterThan(100);
    }

    private static List<String> ids(String path) {
        return PARAMETER.matcher(path)
                .results()
                .map(found -> found.group(1))
                .filter(name -> !NO_IDS.contains(name) && !name.equals("name"))
                .toList();
    }

    @Test
    void refusesWhatIsTooLarge() throws Exception {
        String body = "{\"name\":\"" + "x".repeat(9 << 20) + "\"}";
        Answer answer = server.post("/api/device", body);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().path("message").asString()).contains("8 MiB");
        assertThat(
                server.post("/api/device", "{\"name\":\"" + "x".repeat(300) + "\"}").json().path("message").asString())
                .contains("at most 255");
    }

    @Test
    void refusesWhatIsTooOften(@TempDir Path own) throws Exception {
        try (TestServer slow = TestServer.start(own, config -> config.requestRate("5:3600"))) {
            for (int i = 0; i < 5; i++) {
                assertThat(slow.get("/api/auth/user").status()).isEqualTo(200);
            }
            Answer answer = slow.get("/api/auth/user");
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.json().path("errorCode").asInt()).isEqualTo(33);
            assertThat(answer.json().path("message").asString()).contains("5:3600");
            assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
        }
    }

    private static String address(Call call) {
        return withQuery(call, replace(call.path, name -> value(call, name)));
    }

    private static String withQuery(Call call, String path) {
        return path + "?pageSize=10&page=0&deviceName=" + annasDevice.name() + "&deviceIds=" + annasDevice.id()
                + "&customerTitle=Anna%20" + MARK + "&keys=" + MARK + "&startTs=0&endTs=99999999999999"
                + (call.path.contains("activate") ? "&activateToken=x" : "");
    }

    private static String replace(String path, java.util.function.UnaryOperator<String> values) {
        return PARAMETER.matcher(path).replaceAll(found -> values.apply(found.group(1)));
    }

    private static String value(Call call, String name) {
        return switch (name) {
            case "name" -> annasDevice.name();
            case "device", "deviceId", "entityId" -> annasDevice.id();
            case "customer" -> annasCustomer;
            case "userId" -> annasUser;
            case "profile" -> profile;
            case "entityType" -> "DEVICE";
            case "scope" -> "SHARED_SCOPE";
            case "type" -> "FIRMWARE";
            case "ttl" -> "0";
            case "enabled" -> "false";
            case "token" -> "no-such-token";
            default -> ofPath(call.path);
        };
    }

    private static String ofPath(String path) {
        Map<String, String> ids = Map.of(
                "/api/user", annasUser, "/api/apiKey", annasKey, "/api/otaPackage", firmware, "/api/deviceProfile",
                profile, "/api/rpc/persistent/{", annasRpc, "/api/customer", annasCustomer, "/api/alarm/", annasAlarm);
        return ids.entrySet()
                .stream()
                .filter(entry -> path.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(annasDevice.id());
    }
}
