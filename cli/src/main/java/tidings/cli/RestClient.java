package tidings.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a device server over REST, in the name of a key or of somebody who logs in. What the server refuses ends the
/// command with the server's own words.
final class RestClient {

    static final JsonMapper JSON = new JsonMapper();
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(10);
    private static final int NOT_REACHED = 4;

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final URI server;
    private final String authorization;

    private RestClient(URI server, @Nullable String authorization, @Nullable String user, @Nullable String password) {
        this.server = server;
        this.authorization = authorization == null ? logIn(user, password) : authorization;
    }

    /// With a key.
    static RestClient withKey(URI server, String key) {
        return new RestClient(server, "ApiKey " + key, null, null);
    }

    /// Logs in.
    ///
    /// @throws CommandException if that is refused
    static RestClient logIn(URI server, String user, String password) {
        return new RestClient(server, null, user, password);
    }

    private String logIn(@Nullable String user, @Nullable String password) {
        String body = JSON.createObjectNode().put("username", user).put("password", password).toString();
        JsonNode tokens = json(send(HttpRequest.newBuilder(server.resolve("/api/auth/login"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))));
        return "Bearer " + tokens.path("token").asString();
    }

    JsonNode get(String path) {
        return json(send(request(path).GET()));
    }

    JsonNode post(String path, @Nullable JsonNode body) {
        BodyPublisher content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
        return json(send(request(path).header("Content-Type", "application/json").POST(content)));
    }

    JsonNode delete(String path) {
        return json(send(request(path).DELETE()));
    }

    /// Posts a body of another type.
    JsonNode post(String path, String contentType, BodyPublisher body) {
        return json(send(request(path).header("Content-Type", contentType).POST(body)));
    }

    /// What is answered, as it comes.
    InputStream open(String method, String path) {
        return send(request(path).method(method, BodyPublishers.noBody())).body();
    }

    /// A text as a part of a path or query.
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).header("X-Authorization", authorization);
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request) {
        HttpResponse<InputStream> response;
        try {
            response = http.send(request.timeout(ANSWER).build(), BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            throw new CommandException(NOT_REACHED,
                    "No server answers at " + server + "; is it running? Another is named with --server");
        } catch (IOException e) {
            throw new CommandException(NOT_REACHED, "The server at " + server + " does not answer: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitStatus.FAILED, "Interrupted");
        }
        if (response.statusCode() >= 400) {
            throw refused(response);
        }
        return response;
    }

    private static CommandException refused(HttpResponse<InputStream> response) {
        int status = response.statusCode();
        String text = text(response.body());
        String message = text;
        try {
            JsonNode json = JSON.readTree(text);
            message = json.isString() ? json.asString() : json.path("message").asString(text);
        } catch (JacksonException plain) {
            message = text;
        }
        String advice = switch (status) {
            case 401 -> "; a key is given with --api-key or TIDINGS_API_KEY, a login with --user and --password-env";
            case 408, 504 -> "the device did not answer in time";
            case 409 -> message.isEmpty() ? "the device is not connected" : "";
            default -> "";
        };
        return new CommandException(ExitStatus.FAILED, (message + advice) + " (HTTP status " + status + ")");
    }

    private static JsonNode json(HttpResponse<InputStream> response) {
        String text = text(response.body());
        try {
            return text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
        } catch (JacksonException plain) {
            return JSON.getNodeFactory().stringNode(text);
        }
    }

    private static String text(InputStream body) {
        try (body) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CommandException(ExitStatus.FAILED, "The server's answer broke off: " + e.getMessage());
        }
    }
}
