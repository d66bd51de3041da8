package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.device.spi.MoreRoutes;
import tidings.mqtt.Version;
import tidings.testkit.Await;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A device server with a broker around it, on free ports, and the ways to talk to it.
final class TestServer implements AutoCloseable {

    static final String ADMIN = "admin@example.org";
    static final String PASSWORD = "correct horse";
    static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private final DeviceServer server;
    private final Broker broker;
    private final URI http;
    private final AtomicInteger made = new AtomicInteger();
    private @Nullable String token;

    private TestServer(
            DeviceServer server, UnaryOperator<BrokerConfig.Builder> listeners, MoreRoutes... more) {
        this.server = server;
        BrokerConfig.Builder config = BrokerConfig.builder().eventLoops(2).authenticator(server.authenticator());
        this.broker = Broker.start(listeners.apply(config.listen("mqtt://127.0.0.1:0")).build());
        this.http = server.startHttp(more);
    }

    static TestServer start(Path data) {
        return start(data, UnaryOperator.identity());
    }

    static TestServer start(Path data, UnaryOperator<DeviceConfig.Builder> change) {
        return start(data, change, UnaryOperator.identity());
    }

    /// With more listeners than the usual one, which is the first.
    static TestServer start(
            Path data, UnaryOperator<DeviceConfig.Builder> change, UnaryOperator<BrokerConfig.Builder> listeners) {
        return new TestServer(DeviceServer.open(change.apply(config(data)).build()), listeners);
    }

    /// With routes of others on its HTTP port.
    static TestServer start(Path data, MoreRoutes more) {
        return new TestServer(DeviceServer.open(config(data).build()), UnaryOperator.identity(), more);
    }

    static DeviceConfig.Builder config(Path data) {
        return DeviceConfig.builder().data(data).http("127.0.0.1:0").admin(ADMIN).adminPassword(PASSWORD);
    }

    DeviceServer server() {
        return server;
    }

    URI http() {
        return http;
    }

    URI mqtt() {
        return broker.addresses().get(0);
    }

    /// Where the listener of a number listens.
    URI mqtt(int listener) {
        return broker.addresses().get(listener);
    }

    /// A device that is in.
    WireDevice connect(Version version, String accessToken) throws IOException {
        return WireDevice.connected(mqtt(), version, accessToken);
    }

    /// Makes a device with a token, and gives its id.
    String createDevice(String name, String accessToken) throws Exception {
        Answer answer =
                post("/api/device?accessToken=" + accessToken, "{\"name\":\"" + name + "\",\"type\":\"default\"}");
        assertThat(answer.status()).isEqualTo(200);
        return answer.json().path("id").path("id").asString();
    }

    /// A device of its own for a test.
    Made createDevice() throws Exception {
        int number = made.incrementAndGet();
        String name = "device-" + number;
        String accessToken = "TOKEN-" + number;
        return new Made(name, accessToken, createDevice(name, accessToken));
    }

    record Made(String name, String token, String id) {}

    /// Waits for something that takes requests to find out.
    static void await(String what, Callable<Boolean> condition) {
        Await.until(what, () -> {
            try {
                return condition.call();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    String createCustomer(String title) throws Exception {
        Answer answer = post("/api/customer", "{\"title\":\"" + title + "\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("id").path("id").asString();
    }

    /// Somebody who is logged in.
    record Person(String id, String token) {}

    /// A user with a password.
    ///
    /// @param customer whose, or null
    Person user(String authority, String email, @Nullable String customer) throws Exception {
        String whose = customer == null ? "null" : "{\"entityType\":\"CUSTOMER\",\"id\":\"" + customer + "\"}";
        Answer made = post("/api/user?sendActivationMail=false", "{\"authority\":\"" + authority + "\",\"email\":\""
                + email + "\",\"customerId\":" + whose + "}");
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        String id = made.json().path("id").path("id").asString();
        String link = get("/api/user/" + id + "/activationLink").body();
        Answer tokens = send("POST", "/api/noauth/activate", "{\"activateToken\":\""
                + link.substring(link.indexOf('=') + 1) + "\",\"password\":\"secret-enough\"}", null);
        assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
        return new Person(id, tokens.json().path("token").asString());
    }

    /// What a request was answered.
    record Answer(int status, String body, HttpResponse<String> response) {

        JsonNode json() {
            return JSON.readTree(body);
        }
    }

    Answer get(String path) throws Exception {
        return send("GET", path, null, token());
    }

    Answer post(String path, String body) throws Exception {
        return send("POST", path, body, token());
    }

    Answer delete(String path) throws Exception {
        return send("DELETE", path, null, token());
    }

    Answer send(String method, String path, @Nullable String body, @Nullable String bearer) throws Exception {
        return sendAs(method, path, body, bearer == null ? null : "Bearer " + bearer);
    }

    Answer sendAs(String method, String path, @Nullable String body, @Nullable String authorization)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(http.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (authorization != null) {
            request.header("X-Authorization", authorization);
        }
        HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body(), response);
    }

    /// A token for somebody.
    String login(String name, String password) throws Exception {
        String body = "{\"username\":\"" + name + "\",\"password\":\"" + password + "\"}";
        Answer answer = send("POST", "/api/auth/login", body, null);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("token").asString();
    }

    synchronized String token() throws Exception {
        String known = token;
        if (known == null) {
            known = login(ADMIN, PASSWORD);
            token = known;
        }
        return known;
    }

    /// The latest values of a device, with their types.
    JsonNode latest(String device) throws Exception {
        return get("/api/plugins/telemetry/DEVICE/" + device + "/values/timeseries?useStrictDataTypes=true").json();
    }

    @Override
    public void close() {
        broker.close();
        server.close();
    }
}
