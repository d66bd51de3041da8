package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.broker.Listener;
import tidings.mqtt.Disconnect;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// Which devices come in.
class LoginTest {

    @RegisterExtension
    static final TestServer server = new TestServer();

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "V3_1,   client, T1, -,    SUCCESS",
        "V3_1_1, '',     T1, -,    SUCCESS",
        "V5,     '',     T1, x,    SUCCESS",
        "V3_1_1, client, '', -,    BAD_USER_NAME_OR_PASSWORD",
        "V3_1_1, client, -,  -,    BAD_USER_NAME_OR_PASSWORD",
        "V5,     '',     '', -,    BAD_USER_NAME_OR_PASSWORD",
        "V5,     '',     -,  -,    BAD_USER_NAME_OR_PASSWORD",
        "V3_1_1, client, T2, -,    NOT_AUTHORIZED",
        "V3_1_1, client, T2, pass, NOT_AUTHORIZED",
        "V5,     '',     T2, -,    NOT_AUTHORIZED",
    })
    void answersAsTheSeedSays(
            Version version, String clientId, @Nullable String userName, @Nullable String password, ReasonCode reason)
            throws Exception {
        String name = "T1".equals(userName) ? server.createDevice().token() : userName;
        try (WireDevice wire = new WireDevice(server.mqtt(), version)) {
            assertThat(wire.login(clientId, name, password).reason()).isEqualTo(reason);
            if (reason.isError()) {
                assertThat(wire.receive()).isNull();
            } else {
                assertThat(wire.isAlive()).isTrue();
            }
        }
    }

    /// Behind a proxy, which tells where they come from.
    @Test
    void whoTriesTooManyTokensIsKeptAway(@TempDir Path own) throws Exception {
        DeviceLimits few = DeviceLimits.defaults().with(limits -> limits.wrongCredentials(3));
        try (TestServer strict = TestServer.start(own, config -> config.limits(few),
                broker -> broker.listen(Listener.at("mqtt://127.0.0.1:0").behindProxies()))) {
            TestServer.Made device = strict.createDevice();
            for (int i = 0; i < 3; i++) {
                assertThat(loginFrom(strict, "203.0.113.7", "wrong-" + i)).isEqualTo(ReasonCode.NOT_AUTHORIZED);
            }
            assertThat(loginFrom(strict, "203.0.113.7", device.token()))
                    .isEqualTo(ReasonCode.CONNECTION_RATE_EXCEEDED);
            assertThat(loginFrom(strict, "203.0.113.7", "provision")).isEqualTo(ReasonCode.CONNECTION_RATE_EXCEEDED);
            assertThat(loginFrom(strict, "203.0.113.8", device.token())).isEqualTo(ReasonCode.SUCCESS);
            assertThat(strict.server().figures().blocks()).isOne();
            assertThat(strict.server().figures().turnedAway()).isEqualTo(2);
        }
    }

    private static ReasonCode loginFrom(TestServer to, String address, String token) throws IOException {
        Socket socket = new Socket(to.mqtt(1).getHost(), to.mqtt(1).getPort());
        String header = "PROXY TCP4 " + address + " 192.0.2.1 40000 1883\r\n";
        socket.getOutputStream().write(header.getBytes(StandardCharsets.US_ASCII));
        try (WireDevice wire = new WireDevice(socket, Version.V5)) {
            return wire.login("", token, null).reason();
        }
    }

    @Test
    void aConnectionEndsOverWhichNothingComes(@TempDir Path own) throws Exception {
        try (TestServer impatient = TestServer.start(own, config -> config.limits(
                DeviceLimits.defaults().with(limits -> limits.idleTimeout(Duration.ofMillis(50)))))) {
            TestServer.Made device = impatient.createDevice();
            try (WireDevice wire = impatient.connect(Version.V5, device.token())) {
                assertThat(wire.receive(Disconnect.class).reason()).isEqualTo(ReasonCode.MAXIMUM_CONNECT_TIME);
            }
        }
    }

    @Test
    void theNewestConnectionWins() throws Exception {
        String token = server.createDevice().token();
        try (WireDevice old = server.connect(Version.V5, token);
                WireDevice fresh = server.connect(Version.V3_1_1, token)) {
            assertThat(old.receive(Disconnect.class).reason()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
            assertThat(old.receive()).isNull();
            assertThat(fresh.isAlive()).isTrue();
        }
    }

    @Test
    void changedCredentialsEndConnections() throws Exception {
        String device = server.createDevice("valve", "T3");
        try (WireDevice wire = server.connect(Version.V5, "T3")) {
            var credentials = server.get("/api/device/" + device + "/credentials").json();
            String changed = credentials.toString().replace("\"T3\"", "\"T4\"");
            assertThat(server.post("/api/device/credentials", changed).status()).isEqualTo(200);
            assertThat(wire.receive(Disconnect.class).reason()).isEqualTo(ReasonCode.ADMINISTRATIVE_ACTION);
        }
        try (WireDevice wire = new WireDevice(server.mqtt(), Version.V3_1_1)) {
            assertThat(wire.login("", "T3", null).reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        }
        server.connect(Version.V3_1_1, "T4").close();
    }

    @Test
    void deletingADeviceEndsItsConnections() throws Exception {
        TestServer.Made made = server.createDevice();
        String device = made.id();
        try (WireDevice wire = server.connect(Version.V5, made.token())) {
            wire.report("v1/devices/me/telemetry", "{\"a\":1}");
            assertThat(server.delete("/api/device/" + device).status()).isEqualTo(200);
            assertThat(wire.receive(Disconnect.class).reason()).isEqualTo(ReasonCode.ADMINISTRATIVE_ACTION);
        }
        assertThat(server.get("/api/device/" + device).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "-,  u1, p,                  any, u1, p,        SUCCESS",
        "-,  u2, p,                  any, u2, wrong,    NOT_AUTHORIZED",
        "-,  u3, -,                  any, u3, whatever, SUCCESS",
        "c4, -,  -,                  c4,  -,  -,        SUCCESS",
        "c5, -,  -,                  c6,  -,  -,        BAD_USER_NAME_OR_PASSWORD",
        "c7, u7, p,                  c7,  u7, p,        SUCCESS",
        "c8, u8, p,                  c8,  u8, wrong,    NOT_AUTHORIZED",
        "c9, u9, p,                  cx,  u9, p,        NOT_AUTHORIZED",
    })
    void takesBasicCredentials(
            @Nullable String clientId, @Nullable String userName, @Nullable String password, String givenId,
            @Nullable String givenName, @Nullable String givenPassword, ReasonCode reason) throws Exception {
        TestServer.Made made = server.createDevice();
        var value = TestServer.JSON.createObjectNode()
                .put("clientId", clientId)
                .put("userName", userName)
                .put("password", password);
        var credentials = TestServer.JSON.createObjectNode().put("credentialsType", "MQTT_BASIC");
        credentials.putObject("deviceId").put("entityType", "DEVICE").put("id", made.id());
        credentials.put("credentialsValue", value.toString());
        var answer = server.post("/api/device/credentials", credentials.toString());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        try (WireDevice wire = new WireDevice(server.mqtt(), Version.V3_1_1)) {
            assertThat(wire.login(givenId, givenName, givenPassword).reason()).isEqualTo(reason);
        }
    }
}
