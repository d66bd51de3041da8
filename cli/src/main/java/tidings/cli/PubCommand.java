package tidings.cli;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tidings.client.MqttClient;
import tidings.client.MqttException;
import tidings.client.Published;
import tidings.client.RefusedException;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Property.Place;
import tidings.mqtt.Qos;

/// `tidings pub`: what mosquitto_pub does.
@Command(name = "pub", description = "Publishes messages, as mosquitto_pub does.", exitCodeOnInvalidInput = ExitStatus.FAILED, footer = {
    "",
    "Ends with 0 when the last message is acknowledged (QoS 0: written); 1 for wrong usage or no connection;",
    "with the code of the server where it refuses the connection or a message; 7 if the connection is lost."})
final class PubCommand implements Callable<Integer> {

    /// How many messages may wait for their acknowledgement before the input is read on.
    private static final int UNACKNOWLEDGED = 1_000;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final MessageSource source = new MessageSource();

    @Option(names = {"-t", "--topic"}, paramLabel = "TOPIC", description = "Where to; may be given several times.")
    private List<String> topics = new ArrayList<>();

    @Option(names = {"-q", "--qos"}, paramLabel = "QOS", description = "0, 1 or 2; 0 by default.")
    private int qos;

    @Option(names = {"-r", "--retain"}, description = "The server keeps the message for those who subscribe later.")
    private boolean retain;

    @Option(names = "--repeat", paramLabel = "N", description = "Publish N times.")
    private int repeat = 1;

    @Option(names = "--repeat-delay", paramLabel = "SECONDS", description = "The time between; 0 by default.")
    private double repeatDelaySeconds;

    @Option(names = "--allow-refused", description = "End with 0 though the server refuses a message, as mosquitto_pub.")
    private boolean allowRefused;

    /// In the order of their publishing, which is that of their acknowledgements.
    private final Deque<CompletableFuture<Published>> unacknowledged = new ArrayDeque<>();
    /// Fails with the connection.
    private final CompletableFuture<Void> lost = new CompletableFuture<>();

    @Override
    public Integer call() throws IOException {
        source.check();
        try (Stream<Bytes> payloads = source.payloads(System.in, repeat);
                MqttClient client = connection.client().reconnect(r -> r.off()).build()) {
            connection.debug(client);
            List<Message> messages = messages();
            client.onDisconnected(gone -> lost.completeExceptionally(
                    new CommandException(ExitStatus.CONNECTION_LOST, "The connection is lost: " + gone.text())));
            client.blocking().connect();
            publish(client, messages, payloads);
            while (!unacknowledged.isEmpty()) {
                awaitOldest();
            }
            client.blocking().disconnect();
            return ExitStatus.OK;
        } catch (MqttException failed) {
            common.complain(failed);
            return ExitStatus.of(failed, connection.version());
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(ExitStatus.FAILED, wrong);
        }
    }

    /// A message for each topic, its payload still to come.
    private List<Message> messages() {
        if (topics.isEmpty() && connection.urlTopic() != null) {
            topics.add(connection.urlTopic());
        }
        if (topics.isEmpty()) {
            throw new CommandException(
                    ExitStatus.FAILED, "Both topic and message must be supplied: there is no -t TOPIC.");
        }
        Qos quality = ConnectionOptions.qos("-q", qos);
        Properties properties = PropertyOption.of(Place.PUBLISH, connection.properties());
        return topics.stream()
                .map(topic -> Message.of(topic, Bytes.EMPTY).withQos(quality).withRetain(retain))
                .map(message -> message.withProperties(properties))
                .toList();
    }

    private void publish(MqttClient client, List<Message> messages, Stream<Bytes> payloads) {
        boolean first = true;
        for (Bytes payload : (Iterable<Bytes>) payloads::iterator) {
            if (!first && source.isRepeatable()) {
                LockSupport.parkNanos((long) (repeatDelaySeconds * 1e9));
            }
            first = false;
            for (Message message : messages) {
                if (unacknowledged.size() == UNACKNOWLEDGED) {
                    awaitOldest();
                }
                unacknowledged.add(client.publish(message.withPayload(payload)));
            }
        }
    }

    private void awaitOldest() {
        try {
            CompletableFuture.anyOf(unacknowledged.remove(), lost).join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RefusedException refused && allowRefused) {
                common.complain("Warning: " + refused.getMessage());
            } else if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            } else {
                throw failed;
            }
        }
    }
}
