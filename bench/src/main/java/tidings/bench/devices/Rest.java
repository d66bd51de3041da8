package tidings.bench.devices;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The server's REST API, asked by its administrator. What is not answered with 200 is an error. Any thread.
final class Rest {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern DEVICE = Pattern.compile("\"entityType\":\"DEVICE\",\"id\":\"([^\"]+)\"");
    private static final int PAGE = 1_000;

    private final URI server;
    private final String token;

    Rest(URI server, String user, String password) throws IOException, InterruptedException {
        this.server = server;
        String login = text(request("POST", "/api/auth/login",
                "{\"username\":\"" + user + "\",\"password\":\"" + password + "\"}", ""));
        this.token = login.replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
    }

    String get(String path) throws IOException, InterruptedException {
        return text(request("GET", path, null, token));
    }

    String post(String path, String body) throws IOException, InterruptedException {
        return text(request("POST", path, body, token));
    }

    /// Reads an answer, however long, and forgets it.
    ///
    /// @return how many bytes it had
    long stream(String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = HTTP.send(request("GET", path, null, token), BodyHandlers.ofInputStream());
        long bytes = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = answer.body()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                bytes += count;
            }
        }
        if (answer.statusCode() != 200) {
            throw new IOException(path + ": " + answer.statusCode());
        }
        return bytes;
    }

    /// The ids of all devices.
    List<String> devices() throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        for (int page = 0;; page++) {
            String devices = get("/api/tenant/devices?pageSize=" + PAGE + "&page=" + page);
            Matcher id = DEVICE.matcher(devices);
            while (id.find()) {
                all.add(id.group(1));
            }
            if (devices.contains("\"hasNext\":false")) {
                return all;
            }
        }
    }

    static String history(String device) {
        return "/api/plugins/telemetry/DEVICE/" + device + "/values/timeseries";
    }

    private HttpRequest request(String method, String path, @Nullable String body, String bearer) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/json")
                .header("X-Authorization", "Bearer " + bearer)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
    }

    private static String text(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(
                    request.method() + " " + request.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }
}
