package tidings.driver;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.client.Listening;
import tidings.client.MqttClient;
import tidings.client.RefusedException;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Packet;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscription;
import tidings.mqtt.Subscription.RetainHandling;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;
import tidings.mqtt.UnsubAck;

/// Reads commands, one a line, does each with the client library, and prints what comes of it.
public final class ClientDriver {

    private static final String CAPABILITIES = "v3,v4,v5,ws,tls,mtls,proxy,unix,bind,match,manual-ack,resubscribe,"
            + "alias-out,auth,request,filter-callbacks,packet-listeners,callback-failure,callback-publish";

    private final Output output;
    private @Nullable Subject subject;

    ClientDriver(Output output) {
        this.output = output;
    }

    public static void main(String[] arguments) throws IOException {
        ClientDriver driver = new ClientDriver(new Output(System.out));
        driver.ready();
        driver.read(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
        System.exit(0);
    }

    /// Does commands until there are no more, or `quit` comes.
    void read(BufferedReader in) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("quit")) {
                return;
            }
            if (!line.isBlank() && !line.startsWith("#")) {
                attempt(Command.parse(line));
            }
        }
    }

    void ready() {
        output.print(new Event("ready").with("name", "tidings").with("caps", CAPABILITIES));
    }

    private void attempt(Command command) {
        try {
            run(command);
        } catch (RuntimeException | OutOfMemoryError refused) { // by the driver, too, where memory ends
            Event error = new Event("error").with("cmd", command.verb());
            if (command.has("tag")) {
                error.with("tag", command.text("tag"));
            }
            output.print(error.with("kind", refused instanceof IllegalStateException ? "state" : "argument")
                    .withText(refused.getMessage()));
        }
    }

    private void run(Command command) {
        switch (command.verb()) {
            case "new" -> {
                forget();
                subject = new Subject(command, output);
            }
            case "connect" -> connect();
            case "disconnect" -> client().disconnect(disconnect(command));
            case "publish" -> Publisher.publish(subject(), command);
            case "subscribe" -> subscribe(command);
            case "unsubscribe" -> unsubscribe(command);
            case "ack" -> subject().messages.acknowledge(command.number("n", 0));
            case "auth" -> subject().authentication.answer(command.bytesOrNull("auth-data"));
            case "reauth" -> reauthenticate(command);
            case "request" -> Publisher.request(subject(), command);
            case "on-filter" -> subject().onFilter(command.text("id"), command.text("filter"));
            case "off-filter" -> subject().offFilter(command.text("filter"));
            case "on" -> listen(command);
            case "match" -> output.print(new Event("match").with(
                    "result",
                    TopicFilter.of(command.text("filter")).matches(TopicName.of(command.text("topic")))));
            case "sync" -> output.print(new Event("synced"));
            case "reset" -> {
                forget();
                ready();
            }
            default -> throw new IllegalArgumentException("There is no command " + command.verb());
        }
    }

    private void connect() {
        if (client().state() == MqttClient.State.CONNECTED) {
            throw new IllegalStateException("The client is connected");
        }
        client().connect();
    }

    private Disconnect disconnect(Command command) {
        ReasonCode reason = ReasonCode.ofCode(command.number("reason", 0));
        if (reason == null) {
            throw new IllegalArgumentException("There is no reason " + command.text("reason"));
        }
        return new Disconnect(reason, PropertyWords.of(command));
    }

    private void subscribe(Command command) {
        List<Subscription> subscriptions = new ArrayList<>();
        for (Command.Word word : command.words()) {
            if (word.key().equals("filter")) {
                subscriptions.add(Subscription.of(word.text(), Qos.AT_MOST_ONCE));
            } else if (!subscriptions.isEmpty()) {
                subscriptions.set(subscriptions.size() - 1, with(subscriptions.getLast(), word));
            }
        }
        String tag = command.text("tag");
        subject().report(client().subscribe(subscriptions, PropertyWords.of(command)), new Subject.Reporter<>() {
            @Override
            public Event done(SubAck ack) {
                return new Event("subscribed").with("tag", tag).with("codes", codes(ack.reasons()));
            }

            @Override
            public Event failed(Throwable why) {
                return why instanceof RefusedException refused && refused.reasons().size() == subscriptions.size()
                        && refused.byServer()
                                ? new Event("subscribed").with("tag", tag).with("codes", codes(refused.reasons()))
                                : Publisher.failed("subscribe-failed", tag, why);
            }
        });
    }

    private static Subscription with(Subscription subscription, Command.Word option) {
        return switch (option.key()) {
            case "qos" -> new Subscription(
                    subscription.filter(), Qos.of(Integer.parseInt(option.text())), subscription.noLocal(),
                    subscription.retainAsPublished(), subscription.retainHandling());
            case "nl" -> new Subscription(
                    subscription.filter(), subscription.qos(), Words.flag(option.text()),
                    subscription.retainAsPublished(), subscription.retainHandling());
            case "rap" -> new Subscription(
                    subscription.filter(), subscription.qos(), subscription.noLocal(), Words.flag(option.text()),
                    subscription.retainHandling());
            case "rh" -> new Subscription(
                    subscription.filter(), subscription.qos(), subscription.noLocal(),
                    subscription.retainAsPublished(), retainHandling(option.text()));
            default -> subscription;
        };
    }

    private static RetainHandling retainHandling(String number) {
        return switch (number) {
            case "0" -> RetainHandling.SEND;
            case "1" -> RetainHandling.SEND_IF_NEW;
            case "2" -> RetainHandling.DO_NOT_SEND;
            default -> throw new IllegalArgumentException("A retain handling is 0, 1 or 2, not " + number);
        };
    }

    private void unsubscribe(Command command) {
        List<String> filters = command.words()
                .stream()
                .filter(word -> word.key().equals("filter"))
                .map(Command.Word::text)
                .toList();
        String tag = command.text("tag");
        subject().report(client().unsubscribe(filters, PropertyWords.of(command)), new Subject.Reporter<>() {
            @Override
            public Event done(UnsubAck ack) {
                return new Event("unsubscribed").with("tag", tag).with("codes", codes(ack.reasons()));
            }

            @Override
            public Event failed(Throwable why) {
                return Publisher.failed("unsubscribe-failed", tag, why);
            }
        });
    }

    private void reauthenticate(Command command) {
        Subject asked = subject();
        asked.authentication.begin(command.bytesOrNull("auth-data"));
        asked.client.reauthenticate().whenComplete((done, failure) -> {
            boolean underWay = failure instanceof RefusedException refused && !refused.byServer();
            if (failure == null) {
                asked.authenticates(done);
            } else if (underWay || Kinds.isRefusedAtOnce(failure)) {
                asked.output()
                        .print(new Event("error").with("cmd", "reauth")
                                .with("kind", underWay ? "state" : Kinds.of(failure))
                                .withText(failure.getMessage()));
            }
        });
    }

    private void listen(Command command) {
        listen(PacketNames.type(command.text("packet")), command);
    }

    private <P extends Packet> void listen(Class<P> type, Command command) {
        listen(PacketNames.isOfClients(type) ? client().onSent(type) : client().on(type), command);
    }

    private <P extends Packet> void listen(Listening<P> listening, Command command) {
        Listening<P> turned = listening.priority(command.number("priority", 0));
        String topic = command.textOrNull("topic");
        Listening<P> wanted = topic == null ? turned : turned.when(event -> event.hasTopic(topic));
        Output target = subject().output();
        wanted.call(event -> {
            Event heard = new Event("heard").with("id", command.text("id")).with("packet", command.text("packet"));
            if (event.message() != null) {
                heard.with("topic", event.message().topic().text());
            }
            target.print(heard);
        });
    }

    private static String codes(List<ReasonCode> reasons) {
        return String.join(",", reasons.stream().map(reason -> Integer.toString(reason.code())).toList());
    }

    private void forget() {
        if (subject != null) {
            subject.forget();
            subject = null;
        }
    }

    private MqttClient client() {
        return subject().client;
    }

    private Subject subject() {
        if (subject == null) {
            throw new IllegalStateException("There is no client: new comes first");
        }
        return subject;
    }
}
