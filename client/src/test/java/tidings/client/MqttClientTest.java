package tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.testkit.Await;

/// What an application may rely on, over real sockets, however the client is driven.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MqttClientTest {

    private Broker broker;

    @BeforeAll
    void start() {
        broker = broker("mqtt://127.0.0.1:0");
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    static Stream<Arguments> everyWay() {
        return Stream.of(Driving.values())
                .flatMap(driving -> Stream.of(Version.values())
                        .flatMap(version -> Stream.of(Qos.values())
                                .map(qos -> Arguments.of(driving, version, qos))));
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void whatIsPublishedIsReceivedAtEveryQosInEveryVersion(Driving driving, Version version, Qos qos) {
        String topic = "every/" + driving + "/" + version + "/" + qos;
        Queue<String> received = new ConcurrentLinkedQueue<>();
        try (MqttClient client = driving.client(to(broker).version(version))) {
            await(client.connect());
            await(client.subscribe(topic + "/#", qos, message -> received.add(message.text())));
            List<String> texts = IntStream.range(0, 100).mapToObj(Integer::toString).toList();
            List<CompletableFuture<Published>> sent = texts.stream()
                    .map(text -> client.publish(Message.of(topic + "/x", text).withQos(qos)))
                    .toList();
            sent.forEach(MqttClientTest::await);
            Await.until("all are there", () -> received.size() == texts.size());
            assertThat(received).containsExactlyElementsOf(texts);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageOfAMegabyteGoesBothWays(Driving driving) {
        Bytes payload = Bytes.handOver(new byte[1_000_000]);
        CompletableFuture<Received> received = new CompletableFuture<>();
        try (MqttClient client = driving.client(to(broker))) {
            await(client.connect());
            await(client.subscribe("large/" + driving, Qos.AT_LEAST_ONCE, received::complete));
            await(client.publish(Message.of("large/" + driving, payload).withQos(Qos.AT_LEAST_ONCE)));
            assertThat(await(received).payload()).isEqualTo(payload);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatRestartsIsFoundAgainAndNothingAcknowledgedOrWaitingIsLost(Driving driving) {
        Queue<String> received = new ConcurrentLinkedQueue<>();
        Broker first = broker("mqtt://127.0.0.1:0");
        URI address = first.addresses().get(0);
        try (MqttClient client = driving.client(
                to(first).reconnect(r -> r.delay(Duration.ofMillis(5), Duration.ofMillis(20))))) {
            await(client.connect());
            await(client.subscribe("again", Qos.AT_LEAST_ONCE, message -> received.add(message.text())));
            first.close();
            Await.until("the client knows", () -> client.state() == MqttClient.State.RECONNECTING);
            CompletableFuture<Published> waiting = client.publish(Message.of("again", "a").withQos(Qos.AT_LEAST_ONCE));
            try (Broker second = broker(address.toString())) {
                await(waiting);
                await(client.publish(Message.of("again", "b").withQos(Qos.EXACTLY_ONCE)));
                Await.until("subscribed again", () -> received.size() == 2);
                assertThat(received).containsExactly("a", "b");
                assertThat(second.addresses()).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void subscribingAndPublishingMayComeBeforeConnecting(Driving driving) {
        CompletableFuture<Received> received = new CompletableFuture<>();
        try (MqttClient client = driving.client(to(broker))) {
            client.subscribe("early/" + driving, Qos.AT_LEAST_ONCE, received::complete);
            CompletableFuture<Published> sent =
                    client.publish(Message.of("early/" + driving, "x").withQos(Qos.AT_LEAST_ONCE));
            assertThat(sent).isNotDone();
            await(client.connect());
            await(sent);
            assertThat(await(received).text()).isEqualTo("x");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageAtMostOnceDoesNotWaitForAConnection(Driving driving) {
        try (MqttClient client = driving.client(to(broker))) {
            assertThatThrownBy(() -> await(client.publish("nobody", "x")))
                    .hasCauseInstanceOf(NotConnectedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatIsNotThereIsNamed(Driving driving) {
        Broker gone = broker("mqtt://127.0.0.1:0");
        gone.close();
        try (MqttClient client = driving.client(to(gone))) {
            assertThatThrownBy(() -> await(client.connect()))
                    .hasCauseInstanceOf(UnreachableException.class)
                    .hasMessageContaining("Cannot connect to " + gone.addresses().get(0) + ": connection refused");
            assertThat(client.state()).isEqualTo(MqttClient.State.DISCONNECTED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHostThatIsNotThereIsNamed(Driving driving) {
        try (MqttClient client = driving.client(MqttClient.builder().server("no-such-host.invalid"))) {
            assertThatThrownBy(() -> await(client.connect()))
                    .hasCauseInstanceOf(UnreachableException.class)
                    .hasMessageContaining("there is no host no-such-host.invalid");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatDoesNotWantTheClientSaysWhy(Driving driving) {
        try (Broker closed = Broker.start(BrokerConfig.builder().listen("mqtt://127.0.0.1:0").build());
                MqttClient client = driving.client(to(closed))) {
            assertThatThrownBy(() -> await(client.connect()))
                    .cause()
                    .isInstanceOfSatisfying(ConnectRefusedException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theWillIsPublishedForAClientThatVanishes(Driving driving) {
        CompletableFuture<Received> will = new CompletableFuture<>();
        try (MqttClient watcher = MqttClient.of(to(broker).config());
                MqttClient client = driving.client(
                        to(broker).clientId("vanishes-" + driving).will(Message.of("will/" + driving, "gone")))) {
            await(watcher.connect());
            await(watcher.subscribe("will/" + driving, Qos.AT_LEAST_ONCE, will::complete));
            await(client.connect());
            try (MqttClient thief = MqttClient.of(to(broker).clientId("vanishes-" + driving).config())) {
                await(thief.connect());
                assertThat(await(will).text()).isEqualTo("gone");
            }
        }
    }

    @Test
    void aMessageIsAcknowledgedWhenItsHandlerHasReturned() throws Exception {
        CountDownLatch mayReturn = new CountDownLatch(1);
        try (MqttClient publisher = MqttClient.of(to(broker).config());
                MqttClient slow = MqttClient.of(to(broker).limits(l -> l.withReceiveMaximum(1)).config())) {
            Queue<String> received = new ConcurrentLinkedQueue<>();
            await(slow.connect());
            await(slow.subscribe("slow", Qos.AT_LEAST_ONCE, message -> {
                received.add(message.text());
                uninterruptibly(mayReturn);
            }));
            await(publisher.connect());
            await(publisher.publish(Message.of("slow", "first").withQos(Qos.AT_LEAST_ONCE)));
            await(publisher.publish(Message.of("slow", "second").withQos(Qos.AT_LEAST_ONCE)));
            Await.until("the first is being handled", () -> !received.isEmpty());
            assertThat(received).containsExactly("first"); // a receive maximum of one: no second before the answer
            mayReturn.countDown();
            Await.until("the second comes", () -> received.size() == 2);
        }
    }

    @Test
    void aHandlerMayPublishAndWaitForIt() {
        CompletableFuture<Published> published = new CompletableFuture<>();
        try (MqttClient client = MqttClient.of(to(broker).config())) {
            await(client.connect());
            await(client.subscribe("ask", Qos.AT_LEAST_ONCE, message -> published.complete(
                    client.publish(Message.of("answer", "42").withQos(Qos.EXACTLY_ONCE)).join())));
            await(client.publish(Message.of("ask", "?").withQos(Qos.AT_LEAST_ONCE)));
            assertThat(await(published).reason().isError()).isFalse();
        }
    }

    @Test
    void aHandlerThatThrowsHasHandledTheMessage() {
        Queue<String> received = new ConcurrentLinkedQueue<>();
        try (MqttClient client = MqttClient.of(to(broker).config())) {
            await(client.connect());
            await(client.subscribe("throws", Qos.EXACTLY_ONCE, message -> {
                received.add(message.text());
                throw new IllegalStateException("as the test wants it");
            }));
            await(client.publish(Message.of("throws", "a").withQos(Qos.EXACTLY_ONCE)));
            await(client.publish(Message.of("throws", "b").withQos(Qos.EXACTLY_ONCE)));
            Await.until("both came", () -> received.size() == 2);
            assertThat(received).containsExactly("a", "b");
        }
    }

    @Test
    void handlersWithFiltersComeBeforeThoseWithout() {
        Queue<String> received = new ConcurrentLinkedQueue<>();
        try (MqttClient client = MqttClient.of(to(broker).config())) {
            client.onMessage("filters/+/temperature", message -> received.add("temperature " + message.text()));
            Registration any = client.onMessage(message -> received.add("other " + message.text()));
            await(client.connect());
            await(client.subscribe("filters/#", Qos.AT_LEAST_ONCE));
            await(client.publish("filters/kitchen/temperature", Bytes.utf8("1").toArray(), Qos.AT_LEAST_ONCE));
            await(client.publish("filters/kitchen/humidity", Bytes.utf8("2").toArray(), Qos.AT_LEAST_ONCE));
            Await.until("both", () -> received.size() == 2);
            any.close();
            await(client.publish("filters/kitchen/humidity", Bytes.utf8("3").toArray(), Qos.AT_LEAST_ONCE));
            await(client.publish("filters/attic/temperature", Bytes.utf8("4").toArray(), Qos.AT_LEAST_ONCE));
            Await.until("the last", () -> received.contains("temperature 4"));
            assertThat(received).containsExactly("temperature 1", "other 2", "temperature 4");
        }
    }

    @Test
    void whatIsUnsubscribedComesNoMore() {
        Queue<String> received = new ConcurrentLinkedQueue<>();
        try (MqttClient client = MqttClient.of(to(broker).config())) {
            client.onMessage("end", message -> received.add("end"));
            await(client.connect());
            await(client.subscribe("unwanted", Qos.AT_LEAST_ONCE, message -> received.add(message.text())));
            await(client.unsubscribe("unwanted"));
            await(client.subscribe("end", Qos.AT_LEAST_ONCE));
            await(client.publish(Message.of("unwanted", "x").withQos(Qos.AT_LEAST_ONCE)));
            await(client.publish(Message.empty("end").withQos(Qos.AT_LEAST_ONCE)));
            Await.until("the end", () -> !received.isEmpty());
            assertThat(received).containsExactly("end");
        }
    }

    @Test
    void aFloodAtMostOnceIsHeldBackByTheSocketAndNotInMemory() {
        CountDownLatch mayReturn = new CountDownLatch(1);
        Queue<String> received = new ConcurrentLinkedQueue<>();
        int count = 2_000;
        try (MqttClient publisher = MqttClient.of(to(broker).config());
                MqttClient slow = MqttClient.of(to(broker).limits(l -> l.withUndelivered(10)).config())) {
            await(slow.connect());
            await(slow.subscribe("flood", Qos.AT_MOST_ONCE, message -> {
                uninterruptibly(mayReturn);
                received.add(message.text());
            }));
            await(publisher.connect());
            for (int i = 0; i < count; i++) {
                await(publisher.publish(Message.of("flood", Integer.toString(i))));
            }
            mayReturn.countDown();
            await(publisher.publish(Message.of("flood", "last").withQos(Qos.AT_LEAST_ONCE)));
            Await.until("the last", () -> received.contains("last"));
            assertThat(received).startsWith("0", "1", "2").endsWith("last");
        }
    }

    @Test
    void aFullQueueSaysSo() {
        try (MqttClient client = MqttClient.of(to(broker).limits(l -> l.withQueue(2, 1_000)).config())) {
            Message message = Message.of("full", "x").withQos(Qos.AT_LEAST_ONCE);
            client.publish(message);
            CompletableFuture<Published> second = client.publish(message);
            assertThatThrownBy(() -> await(client.publish(message))).hasCauseInstanceOf(QueueFullException.class);
            await(client.connect());
            await(second);
        }
    }

    @Test
    void closingFailsWhatWaits() {
        MqttClient client = MqttClient.of(to(broker).config());
        CompletableFuture<Published> waiting = client.publish(Message.of("x", "x").withQos(Qos.AT_LEAST_ONCE));
        client.close();
        assertThatThrownBy(() -> await(waiting)).hasCauseInstanceOf(ConnectionLostException.class);
        assertThatThrownBy(() -> await(client.connect())).hasCauseInstanceOf(ConnectionLostException.class);
        assertThat(client.state()).isEqualTo(MqttClient.State.CLOSED);
    }

    @ParameterizedTest
    @EnumSource
    void aClosedClientSaysSoAtOnce(Driving driving) {
        MqttClient client = driving.client(to(broker));
        client.close();
        Message message = Message.of("x", "x").withQos(Qos.AT_LEAST_ONCE);
        assertThatThrownBy(() -> await(client.publish(message))).hasCauseInstanceOf(ConnectionLostException.class);
        assertThatThrownBy(() -> await(client.subscribe("x", Qos.AT_LEAST_ONCE)))
                .hasCauseInstanceOf(ConnectionLostException.class);
        assertThatThrownBy(() -> await(client.connect())).hasCauseInstanceOf(ConnectionLostException.class);
        await(client.disconnect());
        client.close();
    }

    @Test
    void disconnectingLetsWhatWasHandedOverGoFirst() {
        int count = 500;
        Queue<String> received = new ConcurrentLinkedQueue<>();
        try (MqttClient watcher = MqttClient.of(to(broker).config())) {
            await(watcher.connect());
            await(watcher.subscribe("handed/over", Qos.AT_LEAST_ONCE, message -> received.add(message.text())));
            try (MqttClient client = MqttClient.of(to(broker).config())) {
                await(client.connect());
                for (int i = 0; i < count; i++) {
                    client.publish(Message.of("handed/over", "" + i).withQos(Qos.of(i % 3)));
                }
                await(client.disconnect());
                assertThat(client.state()).isEqualTo(MqttClient.State.DISCONNECTED);
            }
            Await.until("all came", () -> received.size() == count);
        }
    }

    @Test
    void aSessionOfTheServerIsTakenUpAgain() {
        MqttConfig config = to(broker).clientId("kept").cleanStart(false).sessionExpiry(Duration.ofMinutes(1)).config();
        CompletableFuture<Received> received = new CompletableFuture<>();
        try (BlockingClient client = MqttClient.of(config).blocking()) {
            assertThat(client.connect().sessionPresent()).isFalse();
            client.subscribe("kept", Qos.AT_LEAST_ONCE);
        }
        try (BlockingClient publisher = MqttClient.of(to(broker).config()).blocking()) {
            publisher.connect();
            publisher.publish(Message.of("kept", "while away").withQos(Qos.AT_LEAST_ONCE));
        }
        try (MqttClient client = MqttClient.of(config)) {
            client.onMessage(received::complete);
            assertThat(await(client.connect()).sessionPresent()).isTrue();
            assertThat(await(received).text()).isEqualTo("while away");
        }
    }

    @Test
    void propertiesOfMqtt5ArriveAsTheyWereSent() {
        CompletableFuture<Received> received = new CompletableFuture<>();
        try (BlockingClient client = MqttClient.of(to(broker).config()).blocking()) {
            ConnAck ack = client.connect();
            assertThat(ack.properties().get(Property.ASSIGNED_CLIENT_IDENTIFIER)).isNotNull();
            client.subscribe("properties", Qos.AT_LEAST_ONCE, received::complete);
            client.publish(Message.of("properties", "x")
                    .with(Property.CONTENT_TYPE, "text/plain")
                    .with(Property.CORRELATION_DATA, Bytes.utf8("id")));
            assertThat(await(received).message().properties().get(Property.CONTENT_TYPE)).isEqualTo("text/plain");
        }
    }

    private static Broker broker(String listen) {
        return Broker.start(BrokerConfig.builder().listen(listen).allowAnonymous(true).build());
    }

    private static MqttConfig.Builder to(Broker broker) {
        return MqttClient.builder().server(broker.addresses().get(0).toString());
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("never released");
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
