package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A signed-in administrator at the REST interface, as scripts for ThingsBoard use it.
final class Rest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI base;
    private final JsonNode session;

    private Rest(URI base, JsonNode session) {
        this.base = base;
        this.session = session;
    }

    static Rest login(ServerProcess server) {
        Rest nobody = new Rest(server.http(), JSON.createObjectNode());
        String body = JSON.writeValueAsString(
                JSON.createObjectNode().put("username", ServerProcess.ADMIN).put("password", ServerProcess.PASSWORD));
        return new Rest(server.http(), nobody.post("/api/auth/login", body));
    }

    /// Another login of a new user.
    Rest loginOfNew(String authority, String email, @Nullable String customer) {
        ObjectNode user = JSON.createObjectNode().put("authority", authority).put("email", email);
        if (customer != null) {
            user.putObject("customerId").put("entityType", "CUSTOMER").put("id", customer);
        }
        String id = post("/api/user?sendActivationMail=false", JSON.writeValueAsString(user)).get("id")
                .get("id")
                .asString();
        String link = text(request("/api/user/" + id + "/activationLink").GET().build());
        String activation = link.substring(link.indexOf('=') + 1);
        ObjectNode chosen = JSON.createObjectNode().put("activateToken", activation).put("password", "secret-enough");
        return new Rest(base, post("/api/noauth/activate", JSON.writeValueAsString(chosen)));
    }

    /// What the pages keep of a login: its tokens, as JSON.
    String session() {
        return JSON.writeValueAsString(session);
    }

    /// Creates a device.
    ///
    /// @return its id
    String createDevice(String name, String accessToken) {
        String body = JSON.writeValueAsString(JSON.createObjectNode().put("name", name).put("type", "default"));
        return post("/api/device?accessToken=" + accessToken, body).get("id").get("id").asString();
    }

    /// Creates a device that speaks for others.
    void createGateway(String name, String accessToken) {
        ObjectNode gateway = JSON.createObjectNode().put("name", name).put("type", "default");
        gateway.putObject("additionalInfo").put("gateway", true);
        post("/api/device?accessToken=" + accessToken, JSON.writeValueAsString(gateway));
    }

    /// Whether there is a device of a name.
    boolean hasDevice(String name) {
        String query = "?pageSize=1&page=0&textSearch=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        return get("/api/tenant/devices" + query).get("totalElements").asInt() > 0;
    }

    /// The id of a device.
    String deviceNamed(String name) {
        String query = "?deviceName=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        return get("/api/tenant/devices" + query).get("id").get("id").asString();
    }

    /// The latest value of each key of a device, as `{"key":[{"ts":..,"value":..}]}`, typed.
    JsonNode latest(String device) {
        return get(timeseries(device) + "?useStrictDataTypes=true");
    }

    /// The values of a key in a time, oldest first.
    JsonNode history(String device, String key, long startTs, long endTs, int limit) {
        String query = "?keys=%s&startTs=%d&endTs=%d&limit=%d&orderBy=ASC&useStrictDataTypes=true";
        return get(timeseries(device) + query.formatted(key, startTs, endTs, limit)).path(key);
    }

    /// What its requests show.
    String token() {
        return session.path("token").asString("");
    }

    /// The status of what is answered.
    int status(String path) throws IOException, InterruptedException {
        return HTTP.send(request(path).GET().build(), BodyHandlers.ofString()).statusCode();
    }

    /// Asks at a path.
    JsonNode get(String path) {
        return send(request(path).GET().build());
    }

    JsonNode post(String path, String body) {
        return send(request(path).POST(BodyPublishers.ofString(body)).build());
    }

    void delete(String path) {
        send(request(path).DELETE().build());
    }

    /// Posts a file, as forms do.
    void upload(String path, String name, byte[] content) {
        String boundary = "----tidings";
        byte[] begin = ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        byte[] end = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
        send(request(path).setHeader("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.ofByteArrays(List.of(begin, content, end)))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("X-Authorization", "Bearer " + token());
    }

    private static JsonNode send(HttpRequest request) {
        String body = text(request);
        return body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
    }

    private static String text(HttpRequest request) {
        HttpResponse<String> response;
        try {
            response = HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted", e);
        }
        assertThat(response.statusCode()).as("%s: %s", request.uri(), response.body()).isEqualTo(200);
        return response.body();
    }

    private static String timeseries(String device) {
        return "/api/plugins/telemetry/DEVICE/" + device + "/values/timeseries";
    }
}
