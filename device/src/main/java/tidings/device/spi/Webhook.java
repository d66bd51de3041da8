package tidings.device.spi;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import tidings.device.json.Json;
import tools.jackson.databind.node.ObjectNode;

/// Asks somebody else over HTTP: posts the call, and answers what comes back.
///
/// ```json
/// {"deviceId":"...","deviceName":"...","deviceType":"...","requestId":1,"method":"...","params":{}}
/// ```
public final class Webhook implements RpcHandler {

    private final HttpClient client;
    private final URI uri;
    private final Duration timeout;

    /// @param timeout after which the device is told that there is no answer
    public Webhook(HttpClient client, URI uri, Duration timeout) {
        this.client = client;
        this.uri = uri;
        this.timeout = timeout;
    }

    @Override
    public CompletionStage<String> answer(Call call) {
        ObjectNode body = Json.object()
                .put("deviceId", call.deviceId().toString())
                .put("deviceName", call.deviceName())
                .put("deviceType", call.deviceType())
                .put("requestId", call.requestId())
                .put("method", call.method());
        body.set("params", Json.MAPPER.readTree(call.params()));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.text(body)))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString()).thenApply(response -> {
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException("The webhook answered " + response.statusCode());
            }
            return response.body();
        });
    }
}
