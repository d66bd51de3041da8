package tidings.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.mqtt.Subscription;

/// A connection for one purpose.
final class OneShot {

    private OneShot() {}

    static void publish(MqttConfig config, List<Message> messages) {
        try (BlockingClient client = MqttClient.of(once(config)).blocking()) {
            client.connect();
            List<CompletableFuture<Published>> sent =
                    messages.stream().map(client.async()::publish).toList();
            sent.forEach(BlockingClient::await);
            client.disconnect();
        }
    }

    static List<Received> receive(MqttConfig config, int count, List<String> filters) {
        List<Received> received = new ArrayList<>();
        CompletableFuture<List<Received>> all = new CompletableFuture<>();
        try (BlockingClient client = MqttClient.of(once(config)).blocking()) {
            client.async().onMessage(message -> {
                if (received.size() < count) {
                    received.add(message);
                }
                if (received.size() == count) {
                    all.complete(List.copyOf(received));
                }
            });
            client.async()
                    .onDisconnected(how -> all.completeExceptionally(
                            new ConnectionLostException(
                                    "Only " + received.size() + " of " + count + " came: " + how.text(),
                                    how.failure())));
            client.connect();
            client.subscribe(
                    filters.stream().map(filter -> Subscription.of(filter, Qos.EXACTLY_ONCE)).toList());
            return BlockingClient.await(all);
        }
    }

    private static MqttConfig once(MqttConfig config) {
        return config.with(c -> c.reconnect(Reconnect::off));
    }
}
