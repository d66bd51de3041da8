package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.mqtt.Version;

/// Values as they come.
class LiveSocketTest {

    private static final AtomicLong NOW = new AtomicLong(System.currentTimeMillis());

    @RegisterExtension
    static final TestServer server = new TestServer(config -> config.clock(() -> Instant.ofEpochMilli(NOW.get())));
    private final TestServer.Made made = server.createDevice();
    private final String device = made.id();
    private final String token = made.token();

    @Test
    void tellsTheLatestAndThenEachThatComes() throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, token); Listener socket = open("/api/ws")) {
            wire.report("v1/devices/me/telemetry", "{\"ts\":5,\"values\":{\"a\":1,\"b\":true}}");
            socket.send("{\"authCmd\":{\"cmdId\":0,\"token\":\"" + server.token() + "\"},\"cmds\":[" + command(7, "")
                    + "]}");
            assertThat(socket.next()).isEqualTo("{\"subscriptionId\":7,\"errorCode\":0,\"errorMsg\":null,"
                    + "\"data\":{\"a\":[[5,\"1\"]],\"b\":[[5,\"true\"]]},\"latestValues\":{\"a\":5,\"b\":5}}");
            wire.report("v1/devices/me/telemetry", "{\"ts\":6,\"values\":{\"a\":2.5}}");
            assertThat(socket.next()).contains("\"data\":{\"a\":[[6,\"2.5\"]]},\"latestValues\":{\"a\":6}");
            socket.send(
                    "{\"cmds\":[" + command(7, ",\"unsubscribe\":true") + "," + command(8, ",\"keys\":\"b\"") + "]}");
            assertThat(socket.next()).contains("\"subscriptionId\":8").contains("\"data\":{\"b\":[[5,\"true\"]]}");
            wire.report("v1/devices/me/telemetry", "{\"ts\":7,\"values\":{\"a\":3}}");
            wire.report("v1/devices/me/telemetry", "{\"ts\":8,\"values\":{\"a\":4,\"b\":false}}");
            assertThat(socket.next()).contains("\"subscriptionId\":8").contains("\"data\":{\"b\":[[8,\"false\"]]}");
        }
    }

    @Test
    void tellsHistoryOnce() throws Exception {
        server.post("/api/plugins/telemetry/DEVICE/" + device + "/timeseries/ANY",
                "[{\"ts\":1,\"values\":{\"a\":1}},{\"ts\":2,\"values\":{\"a\":2}}]");
        try (Listener socket = open("/api/ws/plugins/telemetry?token=" + server.token())) {
            socket.send("{\"historyCmds\":[{\"cmdId\":1,\"entityType\":\"DEVICE\",\"entityId\":\"" + device
                    + "\",\"keys\":\"a\",\"startTs\":0,\"endTs\":9}]}");
            assertThat(socket.next()).contains("\"data\":{\"a\":[[2,\"2\"],[1,\"1\"]]}");
        }
    }

    @Test
    void tellsHistoryInIntervals() throws Exception {
        server.post("/api/plugins/telemetry/DEVICE/" + device + "/timeseries/ANY",
                "[{\"ts\":1,\"values\":{\"a\":1}},{\"ts\":2,\"values\":{\"a\":2}},{\"ts\":12,\"values\":{\"a\":7}}]");
        try (Listener socket = open("/api/ws?token=" + server.token())) {
            socket.send("{\"cmds\":[{\"type\":\"TIMESERIES_HISTORY\",\"cmdId\":1,\"entityId\":\"" + device
                    + "\",\"keys\":\"a\",\"startTs\":0,\"endTs\":20,\"interval\":10,\"agg\":\"MAX\"}]}");
            assertThat(socket.next()).contains("\"data\":{\"a\":[[15,\"7\"],[5,\"2\"]]}");
            socket.send("{\"cmds\":[{\"type\":\"TIMESERIES_HISTORY\",\"cmdId\":2,\"entityId\":\"" + device
                    + "\",\"keys\":\"a\",\"startTs\":0,\"endTs\":20,\"interval\":10,\"agg\":\"MODE\"}]}");
            assertThat(socket.next()).contains("\"subscriptionId\":2,\"errorCode\":2");
        }
    }

    /// The begin of 2026, a Thursday, the last millisecond of January, and the noon of the first of March.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "\"MONTH\"                               | [[1773662400000,\"1\"],[1768564800000,\"2\"]]",
        "\"MONTH\",\"timeZone\":\"Asia/Tokyo\"   | [[1773630000000,\"1\"],[1771081200000,\"1\"],[1768548600000,\"1\"]]",
        "\"MONTH\",\"limit\":1                   | [[1773662400000,\"1\"]]",
        "\"QUARTER\"                             | [[1771113600000,\"3\"]]",
        "\"WEEK\"                                | [[1772625600000,\"1\"],[1769601600000,\"1\"],[1767355200000,\"1\"]]",
        "\"WEEK_ISO\"                            | [[1772107200000,\"1\"],[1769688000000,\"1\"],[1767398400000,\"1\"]]",
    })
    void tellsHistoryByTheCalendar(String interval, String expected) throws Exception {
        server.post("/api/plugins/telemetry/DEVICE/" + device + "/timeseries/ANY",
                "[{\"ts\":1767225600000,\"values\":{\"a\":1}},{\"ts\":1769903999999,\"values\":{\"a\":1}},"
                        + "{\"ts\":1772366400000,\"values\":{\"a\":1}}]");
        try (Listener socket = open("/api/ws?token=" + server.token())) {
            socket.send("{\"cmds\":[{\"type\":\"TIMESERIES_HISTORY\",\"cmdId\":1,\"entityId\":\"" + device
                    + "\",\"keys\":\"a\",\"startTs\":1767225600000,\"endTs\":1775001600000,\"agg\":\"COUNT\","
                    + "\"intervalType\":" + interval + "}]}");
            assertThat(socket.next()).contains("\"data\":{\"a\":" + expected + "}");
        }
    }

    @ParameterizedTest
    @CsvSource({"FORTNIGHT, UTC, An interval type is", "MONTH, Atlantis, There is no time zone Atlantis"})
    void refusesACalendarThatItDoesNotKnow(String interval, String zone, String expected) throws Exception {
        try (Listener socket = open("/api/ws?token=" + server.token())) {
            socket.send("{\"cmds\":[{\"type\":\"TIMESERIES_HISTORY\",\"cmdId\":1,\"entityId\":\"" + device
                    + "\",\"startTs\":0,\"endTs\":9,\"agg\":\"COUNT\",\"intervalType\":\"" + interval
                    + "\",\"timeZone\":\"" + zone + "\"}]}");
            assertThat(socket.next()).contains("\"errorCode\":2").contains(expected);
        }
    }

    @Test
    void tellsAttributesOfAScope() throws Exception {
        String path = "/api/plugins/telemetry/DEVICE/" + device;
        server.post(path + "/SHARED_SCOPE", "{\"s\":1}");
        try (Listener socket = open("/api/ws?token=" + server.token())) {
            socket.send("{\"attrSubCmds\":[{\"cmdId\":1,\"entityType\":\"DEVICE\",\"entityId\":\"" + device
                    + "\",\"scope\":\"SHARED_SCOPE\"}]}");
            assertThat(socket.next()).contains("\"data\":{\"s\":[[");
            server.post(path + "/SERVER_SCOPE", "{\"hidden\":1}");
            server.post(path + "/SHARED_SCOPE", "{\"s\":2}");
            assertThat(socket.next()).contains(",\"2\"]]}").doesNotContain("hidden");
        }
    }

    @Test
    void customersHearTheirDevicesAlone() throws Exception {
        String customer = server.createCustomer("C-" + device);
        String user = server.user("CUSTOMER_USER", device + "@example.org", customer).token();
        try (Listener socket = open("/api/ws?token=" + user)) {
            socket.send("{\"cmds\":[" + command(1, "") + "]}");
            assertThat(socket.next()).contains("\"subscriptionId\":1,\"errorCode\":3");
        }
        try (Listener socket = open("/api/ws?token=" + user)) {
            server.post("/api/customer/" + customer + "/device/" + device, "");
            socket.send("{\"cmds\":[" + command(2, "") + "]}");
            assertThat(socket.next()).contains("\"subscriptionId\":2,\"errorCode\":0");
            server.delete("/api/customer/device/" + device);
            NOW.addAndGet(11_000);
            server.post("/api/plugins/telemetry/DEVICE/" + device + "/timeseries/ANY", "{\"a\":1}");
            assertThat(socket.next()).contains("\"subscriptionId\":2,\"errorCode\":3");
        }
    }

    @Test
    void wantsALogin() throws Exception {
        try (Listener socket = open("/api/ws")) {
            socket.send("{\"cmds\":[" + command(1, "") + "]}");
            assertThat(socket.next()).startsWith("closed 1008");
        }
        try (Listener socket = open("/api/ws")) {
            socket.send("{\"authCmd\":{\"cmdId\":0,\"token\":\"x\"},\"cmds\":[]}");
            assertThat(socket.next()).contains("\"errorCode\":3");
            assertThat(socket.next()).startsWith("closed 1008");
        }
    }

    @Test
    void refusesWhatItDoesNotUnderstand() throws Exception {
        try (Listener socket = open("/api/ws?token=" + server.token())) {
            socket.send("nonsense");
            assertThat(socket.next()).contains("\"errorCode\":2");
            socket.send("{\"cmds\":[{\"cmdId\":3,\"type\":\"DANCE\"}]}");
            assertThat(socket.next()).contains("\"subscriptionId\":3").contains("\"errorCode\":2");
            socket.send("{\"cmds\":[{\"cmdId\":4,\"type\":\"TIMESERIES\",\"entityId\":\"x\"}]}");
            assertThat(socket.next()).contains("\"subscriptionId\":4").contains("\"errorCode\":2");
        }
    }

    private String command(int id, String more) {
        return "{\"type\":\"TIMESERIES\",\"cmdId\":" + id + ",\"entityType\":\"DEVICE\",\"entityId\":\"" + device
                + "\",\"scope\":\"LATEST_TELEMETRY\"" + more + "}";
    }

    private Listener open(String path) throws Exception {
        Listener listener = new Listener();
        URI uri = URI.create(server.http().toString().replace("http", "ws") + path);
        listener.socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri, listener).get();
        return listener;
    }

    private static final class Listener implements WebSocket.Listener, AutoCloseable {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private @Nullable WebSocket socket;

        void send(String message) {
            requireOpen().sendText(message, true).join();
        }

        String next() throws InterruptedException {
            String message = heard.poll(20, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            return String.valueOf(message);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            heard.add("closed " + code + " " + reason);
            return null;
        }

        @Override
        public void close() {
            requireOpen().abort();
        }

        private WebSocket requireOpen() {
            assertThat(socket).isNotNull();
            return Objects.requireNonNull(socket);
        }
    }
}
