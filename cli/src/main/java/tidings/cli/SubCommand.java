package tidings.cli;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;

/// `tidings sub`: what mosquitto_sub does.
@Command(name = "sub", description = "Subscribes and prints what comes, as mosquitto_sub does.", exitCodeOnInvalidInput = ExitStatus.FAILED, footer = {
    "",
    "Ends with 0 after -C messages or Ctrl-C; 1 for wrong usage or no connection; 27 when -W runs out;",
    "with the code of the server where it refuses the connection or all subscriptions."})
final class SubCommand implements Callable<Integer> {

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final SubscriptionOptions subscriptions = new SubscriptionOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = "-C", paramLabel = "COUNT", description = "End after so many messages.")
    private int count;

    @Option(names = "-W", paramLabel = "SECONDS", description = "End after so long, with status 27.")
    private int timeoutSeconds;

    @Option(names = "-E", description = "End as soon as the server has acknowledged the subscriptions.")
    private boolean endWhenSubscribed;

    @Option(names = "-R", description = "Do not print messages that the server had kept.")
    private boolean noRetained;

    @Option(names = "--retained-only", description = "Print only what the server had kept, and end with it.")
    private boolean retainedOnly;

    @Option(names = "--remove-retained", description = "Remove from the server what it had kept and is printed.")
    private boolean removeRetained;

    @Option(names = {"-T", "--filter-out"}, paramLabel = "FILTER", description = "Do not print these topics.")
    private List<String> filteredOut = new ArrayList<>();

    @Option(names = "--random-filter", paramLabel = "PERCENT", description = "Print so many of a hundred messages.")
    private double printedPercent = 100;

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private List<TopicFilter> hidden = List.of();
    private @Nullable MessageFormat format;
    private int printed;

    @Override
    public Integer call() throws Exception {
        format = output.format();
        subscriptions.useTopicOf(connection);
        try (MqttClient client = connection.client().build()) {
            connection.debug(client);
            hidden = filteredOut.stream().map(TopicFilter::of).toList();
            return UntilStopped.work(() -> hear(client), client::close);
        } catch (MqttException failed) {
            common.complain(failed);
            return ExitStatus.of(failed, connection.version());
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(ExitStatus.FAILED, wrong);
        }
    }

    private int hear(MqttClient client) throws Exception {
        client.onMessage(message -> received(client, message));
        List<Subscription> wanted = subscriptions.all();
        client.blocking().connect();
        subscriptions.leave(client);
        int refused = subscribed(client.blocking().subscribe(wanted));
        return refused > 0 ? refused : await();
    }

    /// @return the first refusal, if there is nothing else, or 0
    private int subscribed(SubAck ack) {
        List<ReasonCode> refused = ack.reasons().stream().filter(ReasonCode::isError).toList();
        refused.forEach(reason -> common.complain("A subscription is refused: " + reason.text()));
        if (endWhenSubscribed) {
            end.complete(ExitStatus.OK);
        }
        return refused.size() == ack.reasons().size() ? refused.get(0).code() : 0;
    }

    private int await() throws Exception {
        if (timeoutSeconds > 0) {
            end.completeOnTimeout(ExitStatus.TIMED_OUT, timeoutSeconds, TimeUnit.SECONDS);
        }
        int status = end.get();
        if (status == ExitStatus.TIMED_OUT) {
            common.complain("Timed out");
        }
        return status;
    }

    /// Messages come one at a time.
    private void received(MqttClient client, Received received) {
        boolean kept = received.message().retain();
        if (end.isDone() || (kept && noRetained) || hidden.stream()
                .anyMatch(f -> f.matches(
                        received.message().topic()))) {
            return;
        }
        if (retainedOnly && !kept) {
            end.complete(ExitStatus.OK);
            return;
        }
        if (kept && removeRetained) {
            client.publish(Message.of(received.topic(), Bytes.EMPTY).withRetain(true));
        }
        if (printedPercent >= 100 || ThreadLocalRandom.current().nextDouble(100) < printedPercent) {
            print(received);
        }
        if (count > 0 && ++printed == count) {
            end.complete(ExitStatus.OK);
        }
    }

    /// Whoever reads the output may have gone, as `head` does: then all is done.
    private void print(Received received) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            Objects.requireNonNull(format).print(received, ZonedDateTime.now(ZoneId.systemDefault()), line);
            line.writeTo(out);
        } catch (CommandException unprintable) {
            common.complain(unprintable);
        } catch (IOException gone) {
            end.complete(ExitStatus.OK);
        }
    }
}
