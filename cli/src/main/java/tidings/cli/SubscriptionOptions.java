package tidings.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import tidings.client.MqttClient;
import tidings.mqtt.Subscription;
import tidings.mqtt.Subscription.RetainHandling;
import tidings.mqtt.TopicFilter;

/// What `sub` subscribes to.
final class SubscriptionOptions {

    @Option(names = {"-t", "--topic"}, paramLabel = "FILTER", description = "What to hear; may be given several times.")
    private List<String> filters = new ArrayList<>();

    @Option(names = {"-U", "--unsubscribe"}, paramLabel = "FILTER", description = "Unsubscribe from this first.")
    private List<String> unwanted = new ArrayList<>();

    @Option(names = {"-q", "--qos"}, paramLabel = "QOS", description = "0, 1 or 2 at the most; 0 by default.")
    private int qos;

    @Option(names = "--no-local", description = "Not what this client id publishes itself (MQTT 5).")
    private boolean noLocal;

    @Option(names = "--retain-as-published", description = "Leave the retain flag as it was published (MQTT 5).")
    private boolean retainAsPublished;

    @Option(names = "--retain-handling", paramLabel = "0|1|2", description = "What the server had kept: always, only if the subscription is new, never (MQTT 5).")
    private int retainHandling;

    void useTopicOf(ConnectionOptions connection) {
        if (filters.isEmpty() && connection.urlTopic() != null) {
            filters.add(connection.urlTopic());
        }
        if (filters.isEmpty()) {
            throw new CommandException(ExitStatus.FAILED, "You must specify a topic to subscribe to (-t).");
        }
    }

    /// Unsubscribes from what is not wanted any more.
    void leave(MqttClient client) {
        if (!unwanted.isEmpty()) {
            client.blocking().unsubscribe(unwanted.toArray(String[]::new));
        }
    }

    /// @throws IllegalArgumentException if a filter is none
    List<Subscription> all() {
        RetainHandling handling = handling();
        return filters.stream()
                .map(filter -> new Subscription(
                        TopicFilter.of(filter), ConnectionOptions.qos("-q", qos), noLocal, retainAsPublished, handling))
                .toList();
    }

    private RetainHandling handling() {
        return switch (retainHandling) {
            case 0 -> RetainHandling.SEND;
            case 1 -> RetainHandling.SEND_IF_NEW;
            case 2 -> RetainHandling.DO_NOT_SEND;
            default -> throw new IllegalArgumentException(
                    "--retain-handling takes 0, 1 or 2, not " + retainHandling);
        };
    }
}
