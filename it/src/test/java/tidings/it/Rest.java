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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A signed-in administrator at the REST interface, as scripts for ThingsBoard use it.
final class Rest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI base;
    private final String token;

    private Rest(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    static Rest login(ServerProcess server) {
        Rest nobody = new Rest(server.http(), "");
        String body = JSON.writeValueAsString(
                JSON.createObjectNode().put("username", ServerProcess.ADMIN).put("password", ServerProcess.PASSWORD));
        return new Rest(server.http(), nobody.post("/api/auth/login", body).get("token").asString());
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

    /// Asks at a path.
    JsonNode get(String path) {
        return send(request(path).GET().build());
    }

    private JsonNode post(String path, String body) {
        return send(request(path).POST(BodyPublishers.ofString(body)).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("X-Authorization", "Bearer " + token);
    }

    private static JsonNode send(HttpRequest request) {
        HttpResponse<String> response;
        try {
            response = HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted", e);
        }
        assertThat(response.statusCode()).as("%s: %s", request.uri(), response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static String timeseries(String device) {
        return "/api/plugins/telemetry/DEVICE/" + device + "/values/timeseries";
    }
}
