package tidings.bench.devices;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Asks over REST for the history of one device with 100,000 points of a key, while nothing else goes on.
final class Questions {

    private static final int POINTS = 100_000;
    private static final int A_REQUEST = 1_000;
    private static final int TIMES = 21;
    private static final long FIRST = 1_700_000_000_000L;
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI server;
    private final String token;
    private final String device;

    Questions(URI server, String user, String password) throws IOException, InterruptedException {
        this.server = server;
        String login = send("POST", "/api/auth/login", "{\"username\":\"" + user + "\",\"password\":\"" + password
                + "\"}", "");
        this.token = login.replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
        String made =
                send("POST", "/api/device?accessToken=HISTORY", "{\"name\":\"history\",\"type\":\"default\"}", token);
        this.device = made.replaceAll(".*\"entityType\":\"DEVICE\",\"id\":\"([^\"]+)\".*", "$1");
    }

    void fill() throws IOException, InterruptedException {
        for (int i = 0; i < POINTS; i += A_REQUEST) {
            StringBuilder body = new StringBuilder("[");
            for (int j = i; j < i + A_REQUEST; j++) {
                body.append(j == i ? "" : ",").append("{\"ts\":").append(FIRST + j * 1_000L);
                body.append(",\"values\":{\"k\":").append(j % 100).append(".25}}");
            }
            send("POST", "/api/v1/HISTORY/telemetry", body.append(']').toString(), "");
        }
    }

    /// How long it takes to ask for the last 50 points: the median, in milliseconds.
    double last50() throws IOException, InterruptedException {
        return median("&limit=50");
    }

    /// How long it takes to ask for averages of all points: the median, in milliseconds.
    double averagesOfAll() throws IOException, InterruptedException {
        return median("&limit=1000&agg=AVG&interval=" + POINTS);
    }

    private double median(String how) throws IOException, InterruptedException {
        double[] times = new double[TIMES];
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            send("GET", "/api/plugins/telemetry/DEVICE/" + device + "/values/timeseries?keys=k&startTs=" + FIRST
                    + "&endTs=" + (FIRST + POINTS * 1_000L) + how, null, token);
            times[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(times);
        return times[TIMES / 2];
    }

    private String send(String method, String path, @Nullable String body, String bearer)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/json")
                .header("X-Authorization", "Bearer " + bearer)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }
}
