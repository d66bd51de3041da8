package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.device.core.ClientRpcs;
import tidings.device.spi.RpcHandler;
import tidings.device.spi.Webhook;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.testkit.Await;

/// Requests to devices and from devices.
class RpcTest {

    private static final String REQUESTS = "v1/devices/me/rpc/request/";
    private static final String RESPONSES = "v1/devices/me/rpc/response/";

    @RegisterExtension
    static final TestServer server = new TestServer(config -> config
            .rpcHandler("double", call -> CompletableFuture.completedStage(call.params() + call.params()))
            .rpcHandler("fail", call -> CompletableFuture.failedStage(new IllegalStateException("no luck"))));

    private final TestServer.Made device = server.createDevice();

    @ParameterizedTest
    @CsvSource({"v1/devices/me/rpc/request/, v1/devices/me/rpc/response/", "v2/r/req/, v2/r/res/"})
    void bringsTheAnswerOfTheDevice(String requests, String responses) throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            wire.subscribe(requests + "+", Qos.AT_LEAST_ONCE);
            var answer = callAsync("/api/rpc/twoway/", "{\"method\":\"setLed\",\"params\":{\"on\":true}}");
            Message request = wire.hear();
            assertThat(request.topic().text()).startsWith(requests);
            assertThat(request.payload().asUtf8()).isEqualTo("{\"method\":\"setLed\",\"params\":{\"on\":true}}");
            String id = request.topic().text().substring(requests.length());
            wire.report(responses + "123456", "{}"); // to what nobody asked
            wire.report(responses + id, "{\"done\":1}");
            assertThat(answer.get().status()).isEqualTo(200);
            assertThat(answer.get().body()).isEqualTo("{\"done\":1}");
        }
    }

    @Test
    void oneWayDoesNotWait() throws Exception {
        try (WireDevice wire = server.connect(Version.V5, device.token())) {
            wire.subscribe(REQUESTS + "+", Qos.AT_MOST_ONCE);
            var answer = server.post("/api/rpc/oneway/" + device.id(), "{\"method\":\"beep\"}");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
            Message request = wire.hear();
            assertThat(request.qos()).isEqualTo(Qos.AT_MOST_ONCE);
            assertThat(request.payload().asUtf8()).isEqualTo("{\"method\":\"beep\",\"params\":null}");
        }
    }

    @Test
    void waitsForADeviceThatComesInTime() throws Exception {
        var answer = callAsync("/api/plugins/rpc/twoway/", "{\"method\":\"m\",\"params\":1,\"timeout\":20000}");
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            wire.subscribe(REQUESTS + "+", Qos.AT_LEAST_ONCE);
            String topic = wire.hear().topic().text();
            wire.report(RESPONSES + topic.substring(REQUESTS.length()), "no JSON at all: {");
            assertThat(answer.get().status()).isEqualTo(406);
        }
    }

    @Test
    void givesUpAfterTheTimeout() throws Exception {
        long soon = System.currentTimeMillis() + 200;
        String body = "{\"method\":\"m\",\"params\":{},\"expirationTime\":" + soon + "}";
        assertThat(server.post("/api/rpc/twoway/" + device.id(), body).status()).isEqualTo(504);
        assertThat(server.post("/api/plugins/rpc/twoway/" + device.id(), body).status()).isEqualTo(409);
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            wire.subscribe(REQUESTS + "+", Qos.AT_LEAST_ONCE);
            assertThat(server.post("/api/plugins/rpc/twoway/" + device.id(), body).status()).isEqualTo(408);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"method\":\"\"}", "{\"method\":7}", "nonsense"})
    void wantsAMethod(String body) throws Exception {
        assertThat(server.post("/api/rpc/twoway/" + device.id(), body).status()).isEqualTo(400);
    }

    @Test
    void persistentCallsWaitAndAreSentInOrder() throws Exception {
        String first =
                persistent("/api/rpc/twoway/", "{\"method\":\"a\",\"params\":{},\"persistent\":true,\"retries\":2,"
                        + "\"timeout\":600000,\"additionalInfo\":{\"x\":1}}");
        String second = persistent("/api/rpc/oneway/", "{\"method\":\"b\",\"persistent\":true,\"timeout\":600000}");
        var kept = server.get("/api/rpc/persistent/" + first).json();
        assertThat(kept.path("status").asString()).isEqualTo("QUEUED");
        assertThat(kept.path("request").path("body").path("params").asString()).isEqualTo("{}");
        assertThat(kept.path("request").path("retries").asInt()).isEqualTo(2);
        assertThat(kept.path("additionalInfo").path("x").asInt()).isOne();
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            wire.subscribe(REQUESTS + "+", Qos.AT_LEAST_ONCE);
            Message a = wire.hear();
            assertThat(a.payload().asUtf8()).contains("\"a\"");
            assertThat(wire.hear().payload().asUtf8()).contains("\"b\"");
            wire.report(RESPONSES + a.topic().text().substring(REQUESTS.length()), "{\"ok\":true}");
        }
        Await.until("the first is answered", () -> status(first).equals("SUCCESSFUL"));
        Await.until("the second is delivered", () -> status(second).equals("DELIVERED"));
        assertThat(server.get("/api/rpc/persistent/" + first).json().path("response").toString())
                .isEqualTo("{\"ok\":true}");
        String list = "/api/rpc/persistent/device/" + device.id() + "?pageSize=10&page=0";
        assertThat(server.get(list).json().path("totalElements").asInt()).isEqualTo(2);
        assertThat(server.get(list + "&rpcStatus=DELIVERED").json().path("totalElements").asInt()).isOne();
        assertThat(server.delete("/api/rpc/persistent/" + first).status()).isEqualTo(200);
        assertThat(server.get("/api/rpc/persistent/" + first).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "getTime           | \\{\"time\":\\d{13},\"iso\":\"20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\"}",
        "getCurrentTime    | \\d{13}",
        "getSessionLimits  | \\{\"maxPayloadSize\":65536,.*\"rateLimits\":\\{\"messages\":null,.*",
        "double            | 77",
        "fail              | \\{\"error\":\"no luck\"}",
        "dance             | \\{\"error\":\"Unknown method: dance\"}",
    })
    void answersDevices(String method, String expected) throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            wire.subscribe(RESPONSES + "+", Qos.AT_MOST_ONCE);
            wire.report(REQUESTS + "1", "{\"method\":\"" + method + "\",\"params\":7}");
            Message answer = wire.hear();
            assertThat(answer.topic().text()).isEqualTo(RESPONSES + "1");
            assertThat(answer.payload().asUtf8()).matches(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "200 | 42   | 42",
        "500 | oops | {\"error\":\"The webhook answered 500\"}",
    })
    void asksSomebodyElse(int status, String body, String expected) throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer other = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        other.createContext("/", exchange -> {
            asked.add(new String(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(status, body.length());
            exchange.getResponseBody().write(body.getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        other.start();
        URI uri = URI.create("http://127.0.0.1:" + other.getAddress().getPort() + "/");
        RpcHandler webhook = new Webhook(HttpClient.newHttpClient(), uri, Duration.ofSeconds(20));
        RpcHandler.Call call =
                new RpcHandler.Call(UUID.randomUUID(), "meter", "default", false, 1, "price", "{\"kwh\":3}");
        String answer = new ClientRpcs(
                InstantSource.system(), gateway -> "{}", Map.of("price", webhook), Duration.ofSeconds(60), false)
                .answer(call)
                .join();
        assertThat(answer).isEqualTo(expected);
        assertThat(asked.get(0)).contains("\"deviceName\":\"meter\"").contains("\"params\":{\"kwh\":3}");
        other.stop(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2/t/p", "v2/a/p", "v2/a/req/p/1", "v2/r/req/p/1", "v2/r/res/p/1"})
    void speaksNoProtobuf(String topic) throws Exception {
        try (WireDevice wire = server.connect(Version.V5, device.token())) {
            assertThat(wire.report(topic, "{}")).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
        }
    }

    @Test
    void refusesRequestsWithoutMethod() throws Exception {
        try (WireDevice wire = server.connect(Version.V5, device.token())) {
            assertThat(wire.report(REQUESTS + "1", "{\"params\":{}}")).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
            assertThat(wire.report(REQUESTS + "x", "{\"method\":\"m\"}")).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
        }
    }

    private String persistent(String path, String body) {
        return server.post(path + device.id(), body).json().path("rpcId").asString();
    }

    private static String status(String id) {
        return server.get("/api/rpc/persistent/" + id).json().path("status").asString();
    }

    private CompletableFuture<TestServer.Answer> callAsync(String path, String body) {
        return TestServer.meanwhile(() -> server.post(path + device.id(), body));
    }
}
