package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.testkit.Await;

/// Devices that speak HTTP, and limits of what any device does.
class HttpDeviceTest {

    @RegisterExtension
    static final TestServer server = new TestServer();

    private final TestServer.Made device = server.createDevice();

    @Test
    void reportsAndAsks() throws Exception {
        assertThat(http("POST", "/telemetry", "{\"a\":1}").status()).isEqualTo(200);
        assertThat(server.latest(device.id()).path("a").path(0).path("value").asInt()).isOne();
        assertThat(http("POST", "/attributes", "{\"c\":true}").status()).isEqualTo(200);
        assertThat(http("GET", "/attributes?clientKeys=c,d&sharedKeys=s", null).body())
                .isEqualTo("{\"client\":{\"c\":true}}");
        assertThat(http("GET", "/attributes?sharedKeys=s", null).body()).isEqualTo("{}");
        assertThat(http("POST", "/telemetry", "nonsense").status()).isEqualTo(400);
        assertThat(http("POST", "/rpc", "{\"method\":\"getCurrentTime\"}").body()).matches("\\d{13}");
        assertThat(http("POST", "/claim", "").status()).isEqualTo(200);
        assertThat(http("GET", "/firmware?title=a&version=b", null).status()).isEqualTo(404);
        assertThat(server.send("POST", "/api/v1/unknown/telemetry", "{}", null).status()).isEqualTo(401);
    }

    @Test
    void waitsForWhatThereIsToTell() throws Exception {
        assertThat(http("GET", "/attributes/updates?timeout=1", null).status()).isEqualTo(408);
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            CompletableFuture<TestServer.Answer> update = TestServer.meanwhile(
                    () -> http("GET", "/attributes/updates?timeout=20000", null));
            String path = "/api/plugins/telemetry/DEVICE/" + device.id() + "/SHARED_SCOPE";
            Await.until("the request waits", () -> {
                server.post(path, "{\"s\":1}");
                return update.isDone();
            });
            assertThat(update.get().body()).isEqualTo("{\"s\":1}");
            assertThat(wire.isAlive()).isTrue(); // who asks over HTTP displaces nobody
        }
    }

    @Test
    void takesRequests() throws Exception {
        CompletableFuture<TestServer.Answer> call = TestServer.meanwhile(
                () -> server.post("/api/rpc/twoway/" + device.id(),
                        "{\"method\":\"m\",\"params\":{\"x\":1},\"timeout\":20000}"));
        var request = http("GET", "/rpc?timeout=20000", null).json();
        assertThat(request.path("method").asString()).isEqualTo("m");
        assertThat(request.path("params").toString()).isEqualTo("{\"x\":1}");
        assertThat(http("POST", "/rpc/" + request.path("id").asInt(), "{\"ok\":1}").status()).isEqualTo(200);
        assertThat(call.get().body()).isEqualTo("{\"ok\":1}");
    }

    @Test
    void keepsDevicesToTheirRates(@TempDir Path data) throws Exception {
        DeviceLimits limits = DeviceLimits.defaults()
                .with(all -> all.messageRate("1000:1")
                        .telemetryMessageRate("3:3600")
                        .telemetryPointRate("5:3600")
                        .sessionsPerDevice(2));
        try (TestServer strict = TestServer.start(data, config -> config.limits(limits))) {
            strict.createDevice("meter", "T1");
            try (WireDevice wire = strict.connect(Version.V5, "T1");
                    WireDevice other = strict.connect(Version.V3_1_1, "T1")) {
                assertThat(wire.report("v1/devices/me/telemetry", "{\"a\":1,\"b\":2}")).isEqualTo(ReasonCode.SUCCESS);
                assertThat(wire.report("v1/devices/me/telemetry", "{\"a\":1,\"b\":2,\"c\":3,\"d\":4}"))
                        .isEqualTo(ReasonCode.QUOTA_EXCEEDED);
                assertThat(wire.report("v1/devices/me/telemetry", "{\"a\":1}")).isEqualTo(ReasonCode.SUCCESS);
                wire.subscribe("v1/devices/me/rpc/response/+", Qos.AT_MOST_ONCE);
                wire.report("v1/devices/me/rpc/request/1", "{\"method\":\"getSessionLimits\"}");
                assertThat(wire.hear().payload().asUtf8()).contains("\"telemetryDataPoints\":\"5:3600\"");
                other.publish("v1/devices/me/telemetry", "{\"a\":1}");
                assertThat(other.receive()).isNull();
                assertThat(wire.isAlive()).isTrue();
            }
        }
    }

    @Test
    void whoTriesTooManyTokensIsKeptAway(@TempDir Path data) {
        DeviceConfig config = TestServer.config(data)
                .limits(DeviceLimits.defaults().with(limits -> limits.wrongCredentials(3)))
                .build();
        try (DeviceServer strict = DeviceServer.open(config, nobody -> false)) {
            strict.ensureDevice("meter", "T1");
            URI place = strict.startHttp();
            assertThat(attributes(place, "wrong").status()).isEqualTo(401);
            assertThat(attributes(place, "wrong").status()).isEqualTo(401);
            assertThat(attributes(place, "T1").status()).isEqualTo(200);
            for (int i = 0; i < 3; i++) {
                assertThat(attributes(place, "wrong").status()).isEqualTo(401);
            }
            TestServer.Answer away = attributes(place, "T1");
            assertThat(away.status()).isEqualTo(429);
            assertThat(away.response().headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 61L);
            assertThat(strict.figures().turnedAway()).isOne();
        }
    }

    @Test
    void thisMachineMayTryAsOftenAsItLikes(@TempDir Path data) {
        DeviceLimits few = DeviceLimits.defaults().with(limits -> limits.wrongCredentials(3));
        try (TestServer strict = TestServer.start(data, config -> config.limits(few))) {
            for (int i = 0; i < 9; i++) {
                assertThat(attributes(strict.http(), "wrong").status()).isEqualTo(401);
            }
            assertThat(attributes(strict.http(), strict.createDevice().token()).status()).isEqualTo(200);
        }
    }

    private static TestServer.Answer attributes(URI place, String token) {
        return server.send("GET", place.resolve("/api/v1/" + token + "/attributes").toString(), null, null);
    }

    private TestServer.Answer http(String method, String path, @Nullable String body) {
        return server.send(method, "/api/v1/" + device.token() + path, body, null);
    }
}
