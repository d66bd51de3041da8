package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.device.spi.MoreRoutes;
import tidings.mqtt.Version;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A device server with a broker around it, on free ports, and the ways to talk to it.
///
/// As the extension of a test class it runs from before the first test until after the last, in a folder of its own, and
/// each test makes itself a device. A test that is about beginnings and ends calls [#start] and [#close].
final class TestServer implements BeforeAllCallback, AfterAllCallback, AutoCloseable {

    static final String ADMIN = "admin@example.org";
    static final String PASSWORD = "correct horse";
    static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private final UnaryOperator<DeviceConfig.Builder> change;
    private final UnaryOperator<BrokerConfig.Builder> listeners;
    private final AtomicInteger made = new AtomicInteger();
    private @Nullable Running running;
    private @Nullable String token;

    private record Running(Path data, DeviceServer server, Broker broker, URI http) {}

    TestServer() {
        this(UnaryOperator.identity());
    }

    TestServer(UnaryOperator<DeviceConfig.Builder> change) {
        this(change, UnaryOperator.identity());
    }

    /// With more listeners than the usual one, which is the first.
    TestServer(UnaryOperator<DeviceConfig.Builder> change, UnaryOperator<BrokerConfig.Builder> listeners) {
        this.change = change;
        this.listeners = listeners;
    }

    static TestServer start(Path data) {
        return start(data, UnaryOperator.identity());
    }

    static TestServer start(Path data, UnaryOperator<DeviceConfig.Builder> change) {
        return new TestServer(change).open(data);
    }

    static TestServer start(
            Path data, UnaryOperator<DeviceConfig.Builder> change, UnaryOperator<BrokerConfig.Builder> listeners) {
        return new TestServer(change, listeners).open(data);
    }

    /// With routes of others on its HTTP port.
    static TestServer start(Path data, MoreRoutes more) {
        return new TestServer().open(data, more);
    }

    static DeviceConfig.Builder config(Path data) {
        return DeviceConfig.builder().data(data).http("127.0.0.1:0").admin(ADMIN).adminPassword(PASSWORD);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        open(Files.createTempDirectory("tidings-device"));
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        Path data = data();
        close();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private TestServer open(Path data, MoreRoutes... more) {
        DeviceServer server = DeviceServer.open(change.apply(config(data)).build());
        BrokerConfig.Builder config = BrokerConfig.builder().eventLoops(2).authenticator(server.authenticator());
        Broker broker = Broker.start(listeners.apply(config.listen("mqtt://127.0.0.1:0")).build());
        running = new Running(data, server, broker, server.startHttp(more));
        return this;
    }

    /// The broker first, so that nothing comes any more.
    @Override
    public void close() {
        running().broker.close();
        running().server.close();
        running = null;
        token = null;
    }

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("The server does not run");
        }
        return running;
    }

    Path data() {
        return running().data;
    }

    DeviceServer server() {
        return running().server;
    }

    URI http() {
        return running().http;
    }

    URI mqtt() {
        return mqtt(0);
    }

    /// Where the listener of a number listens.
    URI mqtt(int listener) {
        return running().broker.addresses().get(listener);
    }

    /// A device that is in.
    WireDevice connect(Version version, String accessToken) throws IOException {
        return WireDevice.connected(mqtt(), version, accessToken);
    }

    /// Makes a device with a token, and gives its id.
    String createDevice(String name, String accessToken) {
        return post("/api/device?accessToken=" + accessToken, "{\"name\":\"" + name + "\",\"type\":\"default\"}").id();
    }

    /// A device of its own for a test.
    Made createDevice() {
        int number = made.incrementAndGet();
        String name = "device-" + number;
        String accessToken = "TOKEN-" + number;
        return new Made(name, accessToken, createDevice(name, accessToken));
    }

    record Made(String name, String token, String id) {}

    /// Asks while the test goes on.
    static CompletableFuture<Answer> meanwhile(Supplier<Answer> request) {
        return CompletableFuture.supplyAsync(request, task -> Thread.ofVirtual().start(task));
    }

    String createCustomer(String title) {
        return post("/api/customer", "{\"title\":\"" + title + "\"}").id();
    }

    /// Somebody who is logged in.
    record Person(String id, String token) {}

    /// A user with a password.
    ///
    /// @param customer whose, or null
    Person user(String authority, String email, @Nullable String customer) {
        String whose = customer == null ? "null" : "{\"entityType\":\"CUSTOMER\",\"id\":\"" + customer + "\"}";
        String id = post("/api/user?sendActivationMail=false", "{\"authority\":\"" + authority + "\",\"email\":\""
                + email + "\",\"customerId\":" + whose + "}").id();
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

        /// The id of what has been made, changed or found.
        String id() {
            assertThat(status).as(body).isEqualTo(200);
            return json().path("id").path("id").asString();
        }
    }

    Answer get(String path) {
        return send("GET", path, null, token());
    }

    Answer post(String path, String body) {
        return send("POST", path, body, token());
    }

    Answer delete(String path) {
        return send("DELETE", path, null, token());
    }

    Answer send(String method, String path, @Nullable String body, @Nullable String bearer) {
        return sendAs(method, path, body, bearer == null ? null : "Bearer " + bearer);
    }

    Answer sendAs(String method, String path, @Nullable String body, @Nullable String authorization) {
        BodyPublisher what = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        return send(method, path, what, "application/json", authorization);
    }

    /// Gives a package its content, as a form with a file does.
    ///
    /// @param query what is said of the checksum, or nothing
    Answer upload(String otaPackage, byte[] content, String query) {
        String before = "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"fw.bin\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n";
        BodyPublisher form = BodyPublishers.ofByteArrays(
                List.of(ascii(before), content, ascii("\r\n--cut--\r\n")));
        return send("POST", "/api/otaPackage/" + otaPackage + "?" + query, form,
                "multipart/form-data; boundary=cut", "Bearer " + token());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private Answer send(
            String method, String path, BodyPublisher body, String contentType, @Nullable String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(http().resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", contentType)
                .method(method, body);
        if (authorization != null) {
            request.header("X-Authorization", authorization);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// A token for somebody.
    String login(String name, String password) {
        String body = "{\"username\":\"" + name + "\",\"password\":\"" + password + "\"}";
        Answer answer = send("POST", "/api/auth/login", body, null);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("token").asString();
    }

    synchronized String token() {
        String known = token;
        if (known == null) {
            known = login(ADMIN, PASSWORD);
            token = known;
        }
        return known;
    }

    /// The latest values of a device, with their types.
    JsonNode latest(String device) {
        return get("/api/plugins/telemetry/DEVICE/" + device + "/values/timeseries?useStrictDataTypes=true").json();
    }
}
