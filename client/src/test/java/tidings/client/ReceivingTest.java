package tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.System.Logger.Level;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.PubAck;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.testkit.Await;

/// How messages are taken: as streams, by listeners, acknowledged by hand, as questions and answers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReceivingTest {

    private Broker broker;

    @BeforeAll
    void start() {
        broker = Broker.start(
                BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).build());
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    /// Asks for what a test tells it to.
    private static final class Subscriber implements Flow.Subscriber<Received> {
        final Queue<String> texts = new ConcurrentLinkedQueue<>();
        final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
        final CompletableFuture<Throwable> failure = new CompletableFuture<>();
        final CompletableFuture<Boolean> complete = new CompletableFuture<>();

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription.complete(given);
        }

        @Override
        public void onNext(Received received) {
            texts.add(received.text());
        }

        @Override
        public void onError(Throwable thrown) {
            failure.complete(thrown);
        }

        @Override
        public void onComplete() {
            complete.complete(true);
        }

        void request(long count) {
            await(subscription).request(count);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamGoesAtThePaceOfItsSubscriber(Driving driving) {
        Subscriber subscriber = new Subscriber();
        String topic = "stream/" + driving;
        try (MqttClient publisher = MqttClient.of(config().config());
                MqttClient client = driving.client(config().limits(l -> l.withReceiveMaximum(3)))) {
            client.messages(topic).subscribe(subscriber);
            await(client.connect());
            await(client.subscribe(topic, Qos.AT_LEAST_ONCE));
            await(publisher.connect());
            IntStream.range(0, 10)
                    .forEach(i -> await(
                            publisher.publish(Message.of(topic, "" + i).withQos(Qos.AT_LEAST_ONCE))));
            Await.until("as many as may be unacknowledged", () -> client.metrics().messagesUndelivered() == 3);
            assertThat(subscriber.texts).isEmpty();
            subscriber.request(2);
            Await.until("two", () -> subscriber.texts.size() == 2);
            Await.until("two more came in their place", () -> client.metrics().messagesReceived() == 5);
            subscriber.request(Long.MAX_VALUE);
            Await.until("all", () -> subscriber.texts.size() == 10);
            assertThat(subscriber.texts).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        }
        assertThat(await(subscriber.complete)).isTrue();
    }

    @Test
    void aSelectorDoesNotWaitForWhatIsNotToBeRead() {
        Subscriber subscriber = new Subscriber();
        try (MqttClient publisher = MqttClient.of(config().config());
                MqttClient client = Driving.OWN_SELECTOR.client(config().limits(l -> l.withUndelivered(1)))) {
            client.messages("slow").subscribe(subscriber);
            await(client.connect());
            await(client.subscribe("slow", Qos.AT_MOST_ONCE));
            await(publisher.connect());
            IntStream.range(0, 3).forEach(i -> await(publisher.publish("slow", "" + i)));
            Await.until("nothing is read", () -> (client.loop().interest() & SelectionKey.OP_READ) == 0);
            subscriber.request(3);
            Await.until("all", () -> subscriber.texts.size() == 3);
            Await.until("it is read on", () -> (client.loop().interest() & SelectionKey.OP_READ) != 0);
        }
    }

    @Test
    void whatACancelledSubscriberDidNotTakeHoldsNothingUp() {
        Subscriber subscriber = new Subscriber();
        Queue<String> rest = new ConcurrentLinkedQueue<>();
        try (MqttClient client = MqttClient.of(config().limits(l -> l.withReceiveMaximum(1)).config())) {
            client.messages("cancelled").subscribe(subscriber);
            client.onMessage(message -> rest.add(message.text()));
            await(client.connect());
            await(client.subscribe("cancelled", Qos.AT_LEAST_ONCE));
            await(client.publish(Message.of("cancelled", "1").withQos(Qos.AT_LEAST_ONCE)));
            Await.until("it is there", () -> client.metrics().messagesUndelivered() == 1);
            await(subscriber.subscription).cancel();
            await(client.publish(Message.of("cancelled", "2").withQos(Qos.AT_LEAST_ONCE)));
            Await.until("the next goes elsewhere", () -> rest.contains("2"));
            assertThat(subscriber.texts).isEmpty();
        }
    }

    @Test
    void askingForNothingIsAnError() {
        Subscriber subscriber = new Subscriber();
        try (MqttClient client = MqttClient.of(config().config())) {
            client.messages("x").subscribe(subscriber);
            subscriber.request(0);
            assertThat(await(subscriber.failure)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void acknowledgementsByHandMayComeFromAnyThreadInAnyOrder(Driving driving) {
        Queue<Received> received = new ConcurrentLinkedQueue<>();
        Queue<Integer> acknowledged = new ConcurrentLinkedQueue<>();
        String topic = "manual/" + driving;
        try (MqttClient publisher = MqttClient.of(config().config());
                MqttClient client = driving.client(config().manualAck().limits(l -> l.withReceiveMaximum(2)))) {
            client.onSent(PubAck.class).call(event -> acknowledged.add(event.packet().packetId()));
            await(client.connect());
            await(client.subscribe(topic, Qos.AT_LEAST_ONCE, received::add));
            await(publisher.connect());
            IntStream.range(0, 3)
                    .forEach(i -> await(
                            publisher.publish(Message.of(topic, "" + i).withQos(Qos.AT_LEAST_ONCE))));
            Await.until("two", () -> received.size() == 2);
            Received first = received.poll();
            Received second = received.poll();
            Thread.startVirtualThread(second::ack);
            Thread.startVirtualThread(first::ack);
            Await.until("the third", () -> received.size() == 1);
            assertThat(acknowledged).containsExactly(first.packetId(), second.packetId());
        }
    }

    @Test
    void aMessageCanBeRefused() {
        CompletableFuture<ReasonCode> reason = new CompletableFuture<>();
        try (MqttClient client = MqttClient.of(config().config())) {
            client.onSent(PubAck.class).call(event -> reason.complete(event.packet().reason()));
            await(client.connect());
            await(client.subscribe("refused", Qos.AT_LEAST_ONCE, message -> {
                assertThatThrownBy(() -> message.reject(ReasonCode.SUCCESS))
                        .isInstanceOf(IllegalArgumentException.class);
                message.reject(ReasonCode.QUOTA_EXCEEDED);
            }));
            await(client.publish(Message.of("refused", "x").withQos(Qos.AT_LEAST_ONCE)));
            assertThat(await(reason)).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void questionsAreAnswered(Driving driving) {
        String topic = "services/add/" + driving;
        try (MqttClient service = MqttClient.of(config().config());
                MqttClient client = driving.client(config())) {
            await(service.connect());
            await(service.subscribe(topic, Qos.AT_LEAST_ONCE, question -> service.publish(question.reply("42"))));
            await(client.connect());
            List<CompletableFuture<Received>> answers = IntStream.range(0, 5)
                    .mapToObj(i -> client.request(
                            Message.of(topic, "40+2").withQos(Qos.AT_LEAST_ONCE), Duration.ofSeconds(20)))
                    .toList();
            answers.forEach(answer -> assertThat(await(answer).text()).isEqualTo("42"));
            assertThatThrownBy(() -> await(client.request(Message.of("nobody/" + driving, "?"), Duration.ofMillis(50))))
                    .hasCauseInstanceOf(TimedOutException.class);
        }
    }

    @Test
    void questionsNeedMqtt5() {
        try (MqttClient client = MqttClient.of(config().version(Version.V3_1_1).config())) {
            assertThatThrownBy(() -> client.request(Message.of("a", "?"), Duration.ofSeconds(1)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void whatHandlersThrowIsToldAndTheStreamGoesOn() {
        Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
        Queue<String> received = new ConcurrentLinkedQueue<>();
        try (MqttClient client = MqttClient.of(config().config())) {
            client.onError(errors::add);
            client.on(Publish.class).when(event -> {
                throw new IllegalStateException("condition");
            }).call(event -> received.add("never"));
            client.on(Publish.class).call(event -> received.add("heard"));
            await(client.connect());
            await(client.subscribe("thrown", Qos.AT_LEAST_ONCE, message -> {
                received.add(message.text());
                throw new IllegalStateException("handler");
            }));
            await(client.publish(Message.of("thrown", "x").withQos(Qos.AT_LEAST_ONCE)));
            Await.until("both", () -> errors.size() == 2);
            assertThat(errors).extracting(Throwable::getMessage).containsExactly("condition", "handler");
            assertThat(received).containsExactly("heard", "x");
            assertThat(client.metrics().handlerFailures()).isEqualTo(2);
        }
    }

    @Test
    void whatItDoesCanBeFollowed() {
        Queue<LogLine> lines = new ConcurrentLinkedQueue<>();
        try (MqttClient client = MqttClient.of(config().credentials("user", "secret").attachment("mine").config())) {
            client.onLog(lines::add);
            assertThat(client.attachment()).isEqualTo("mine");
            client.attach("other");
            assertThat(client.attachment()).isEqualTo("other");
            await(client.connect());
            await(client.publish("logged", Bytes.utf8("payload").toArray(), Qos.EXACTLY_ONCE));
            Await.until("it was acknowledged", () -> lines.stream().anyMatch(line -> line.text().contains("PUBCOMP")));
            assertThat(lines).extracting(LogLine::level).contains(Level.DEBUG);
            assertThat(lines).extracting(LogLine::text)
                    .anyMatch(text -> text.startsWith("sends CONNECT"))
                    .noneMatch(text -> text.contains("secret") || text.contains("payload"));
            assertThat(client.metrics().messagesSent()).isEqualTo(1);
            assertThat(client.metrics().messagesPending()).isZero();
        }
    }

    @Test
    void resetMakesItAsNew() {
        Queue<String> received = new ConcurrentLinkedQueue<>();
        MqttClient client = MqttClient.of(config().config());
        client.onMessage(message -> received.add("old"));
        await(client.connect());
        CompletableFuture<Disconnected> told = new CompletableFuture<>();
        client.onDisconnected(told::complete);
        await(client.subscribe("reset", Qos.AT_LEAST_ONCE));
        client.reset(config().clientId("reset-me").config());
        assertThat(client.state()).isEqualTo(MqttClient.State.DISCONNECTED);
        assertThat(client.config().clientId()).isEqualTo("reset-me");
        client.onMessage(message -> received.add("new"));
        await(client.connect());
        await(client.subscribe("reset", Qos.AT_LEAST_ONCE));
        await(client.publish(Message.of("reset", "x").withQos(Qos.AT_LEAST_ONCE)));
        Await.until("it came", () -> !received.isEmpty());
        assertThat(received).containsExactly("new");
        assertThat(told).isNotDone();
        client.close();
    }

    @Test
    void aWaitingViewWaitsForAPlaceInTheQueue() {
        try (BlockingClient client = MqttClient.of(config().limits(l -> l.withQueue(1, 10)).config()).blocking()) {
            CompletableFuture<Published> first =
                    client.async().publish(Message.of("place", "1").withQos(Qos.AT_LEAST_ONCE));
            Thread second = Thread.startVirtualThread(
                    () -> client.publish(Message.of("place", "12345678901").withQos(Qos.AT_LEAST_ONCE)));
            assertThat(first).isNotDone();
            client.connect();
            await(first);
            Await.until("its turn came", () -> !second.isAlive());
        }
    }

    @Test
    void oneShotsNeedNoClient() {
        CompletableFuture<List<Received>> received = CompletableFuture
                .supplyAsync(() -> MqttClient.receiveOnce(config().config(), 2, "shot/#"));
        Await.until("both came", () -> {
            MqttClient.publishOnce(
                    broker.addresses().get(0).toString(), Message.of("shot/a", "1"),
                    Message.of("shot/b", "2").withQos(Qos.AT_LEAST_ONCE));
            return received.isDone();
        });
        assertThat(await(received)).hasSize(2);
    }

    private MqttConfig.Builder config() {
        return MqttClient.builder().server(broker.addresses().get(0).toString());
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
