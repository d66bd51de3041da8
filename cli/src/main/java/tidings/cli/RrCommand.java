package tidings.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tidings.client.MqttClient;
import tidings.client.MqttException;
import tidings.client.Received;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.Property.Place;
import tidings.mqtt.Qos;

/// `tidings rr`: what mosquitto_rr does.
@Command(name = "rr", description = "Publishes a request and prints the response, as mosquitto_rr does.", exitCodeOnInvalidInput = ExitStatus.FAILED, footer = {
    "",
    "Ends with 0 when the response has come; 1 for wrong usage or no connection; 27 when -W runs out;",
    "with the code of the server where it refuses anything."})
final class RrCommand implements Callable<Integer> {

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final MessageSource source = new MessageSource();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = {"-t", "--topic"}, paramLabel = "TOPIC", description = "Where the request goes.")
    private @Nullable String topic;

    @Option(names = {"-e",
        "--response-topic"}, paramLabel = "TOPIC", description = "Where the response is to come; made up by default.")
    private @Nullable String responseTopic;

    @Option(names = {"-q", "--qos"}, paramLabel = "QOS", description = "0, 1 or 2, both ways; 0 by default.")
    private int qos;

    @Option(names = {"-r", "--retain"}, description = "The server keeps the request.")
    private boolean retain;

    @Option(names = "-W", paramLabel = "SECONDS", description = "End after so long, with status 27.")
    private int timeoutSeconds;

    @Override
    public Integer call() throws Exception {
        source.check();
        MessageFormat format = output.format();
        try {
            Message request = request();
            try (MqttClient client = connection.client().build()) {
                connection.debug(client);
                return UntilStopped.work(() -> ask(client, request, format), client::close);
            }
        } catch (MqttException failed) {
            common.complain(failed);
            return ExitStatus.of(failed, connection.version());
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(ExitStatus.FAILED, wrong);
        }
    }

    private Message request() throws IOException {
        String asked = topic == null ? connection.urlTopic() : topic;
        if (asked == null) {
            throw new CommandException(ExitStatus.FAILED,
                    "Both topic and message must be supplied: there is no -t TOPIC.");
        }
        if (responseTopic == null) {
            responseTopic = "rr/" + Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX);
        }
        return Message.of(asked, source.payload(System.in))
                .withQos(ConnectionOptions.qos("-q", qos))
                .withRetain(retain)
                .withProperties(PropertyOption.of(Place.PUBLISH, connection.properties()))
                .with(Property.RESPONSE_TOPIC, responseTopic);
    }

    private int ask(MqttClient client, Message request, MessageFormat format) throws Exception {
        CompletableFuture<@Nullable Received> response = new CompletableFuture<>();
        client.onMessage(response::complete);
        client.blocking().connect();
        String answered = request.properties().get(Property.RESPONSE_TOPIC, "");
        client.blocking().subscribe(answered, Qos.of(qos));
        client.blocking().publish(request);
        if (timeoutSeconds > 0) {
            response.completeOnTimeout(null, timeoutSeconds, TimeUnit.SECONDS);
        }
        Received received = response.get();
        if (received == null) {
            common.complain("Timed out");
            return ExitStatus.TIMED_OUT;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        format.print(received, ZonedDateTime.now(ZoneId.systemDefault()), line);
        line.writeTo(System.out);
        System.out.flush();
        return ExitStatus.OK;
    }
}
