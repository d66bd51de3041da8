package tidings.device.sink;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tidings.device.spi.RefusedEventException;
import tidings.device.spi.Sink;
import tidings.device.spi.SinkEvent;
import tidings.device.spi.SinkProvider;

/// Posts events to an address, as a JSON array. Any status of 200 to 299 is a receipt; 408, 429 and those from 500 on are
/// worth another attempt, and all others refuse.
final class WebhookProvider implements SinkProvider {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Override
    public String type() {
        return "webhook";
    }

    @Override
    public Sink open(Map<String, String> configuration) {
        Settings.known(configuration, "url", "authorization");
        URI address = address(Settings.required(configuration, "url"));
        return new Webhook(address, configuration.get("authorization"));
    }

    private static URI address(String text) {
        try {
            URI address = URI.create(text);
            if (address.getHost() != null && List.of("http", "https").contains(address.getScheme())) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'url' is no address: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("'url' is http://... or https://..., not '" + text + "'");
    }

    private static final class Webhook implements Sink {
        private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
        private final URI address;
        private final @Nullable String authorization;

        Webhook(URI address, @Nullable String authorization) {
            this.address = address;
            this.authorization = authorization;
        }

        @Override
        public void deliver(List<SinkEvent> events) throws IOException, InterruptedException {
            String body = events.stream().map(SinkEvent::json).collect(Collectors.joining(",", "[", "]"));
            HttpRequest.Builder request = HttpRequest.newBuilder(address)
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            if (authorization != null) {
                request.header("Authorization", authorization);
            }
            int status = client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status == 408 || status == 429 || status >= 500) {
                throw new IOException("the webhook answered with status " + status);
            }
            if (status / 100 != 2) {
                throw new RefusedEventException("the webhook answered with status " + status);
            }
        }

        @Override
        public void close() {
            client.shutdownNow();
        }
    }
}
