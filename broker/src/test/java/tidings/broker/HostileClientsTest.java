package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.PingReq;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubRec;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Encoder;
import tidings.testkit.Await;
import tidings.testkit.Spec;

/// Clients that break rules or use them up; beside them one that does not, and notices nothing.
class HostileClientsTest {

    private static final Limits LIMITS = Limits.defaults().with(limits -> limits.connections(20));

    private Broker broker;
    private URI address;
    private RawClient healthy;

    @BeforeEach
    void start() throws IOException {
        broker = Broker.start(
                BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).limits(LIMITS).build());
        address = broker.addresses().get(0);
        healthy = RawClient.connected(address, Version.V3_1_1, "healthy");
    }

    @AfterEach
    void theHealthyClientNoticedNothing() throws IOException {
        assertThat(healthy.isAlive()).isTrue();
        healthy.close();
        broker.close();
    }

    @ParameterizedTest
    @CsvSource({"$SYS/broker/uptime, NOT_AUTHORIZED", "deep, TOPIC_NAME_INVALID", "long, TOPIC_NAME_INVALID"})
    @Spec("MQTT-4.7.2-1")
    void aWillMayGoWhereAPublishMayAndNowhereElse(String topic, ReasonCode reason) throws IOException {
        Message will = Message.of(spelt(topic), "x").withRetain(true);
        try (RawClient client = new RawClient(address, Version.V5)) {
            client.send(new Connect(Version.V5, "will", true, 0, will, null, null, Properties.NONE));
            assertThat(client.receive()).isEqualTo(ConnAck.refused(reason));
            assertThat(client.receive()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"$SYS/broker/uptime, NOT_AUTHORIZED", "deep, TOPIC_NAME_INVALID", "long, TOPIC_NAME_INVALID"})
    void aTopicThatIsNotAllowedIsToldAndTheClientStays(String topic, ReasonCode reason) throws IOException {
        try (RawClient client = RawClient.connected(address, Version.V5, "topics")) {
            client.send(new Publish(Message.of(spelt(topic), "x").withQos(Qos.AT_LEAST_ONCE), false, 1));
            assertThat(client.receive()).isEqualTo(new PubAck(1, reason));
            client.send(new Publish(Message.of(spelt(topic), "x").withQos(Qos.EXACTLY_ONCE), false, 1));
            assertThat(client.receive()).isEqualTo(new PubRec(1, reason));
            assertThat(client.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "$share/group/topic, SUCCESS",
        "deep, TOPIC_FILTER_INVALID",
        "long, TOPIC_FILTER_INVALID",
        "$SYS/#, SUCCESS",
        "fine, SUCCESS",
    })
    void eachFilterIsAnsweredForItself(String filter, ReasonCode reason) throws IOException {
        try (RawClient client = RawClient.connected(address, Version.V5, "filters")) {
            assertThat(client.subscribe(spelt(filter), Qos.AT_MOST_ONCE).reasons()).containsExactly(reason);
        }
    }

    @Test
    void aSessionHasAnEndOfSubscriptions() throws IOException {
        List<Subscription> many = IntStream.rangeClosed(0, LIMITS.subscriptionsPerSession())
                .mapToObj(i -> Subscription.of("f/" + i, Qos.AT_MOST_ONCE))
                .toList();
        try (RawClient client = RawClient.connected(address, Version.V5, "greedy")) {
            client.send(new Subscribe(1, many, Properties.NONE));
            List<ReasonCode> reasons = client.receive(SubAck.class).reasons();
            assertThat(reasons.subList(0, many.size() - 1)).containsOnly(ReasonCode.SUCCESS);
            assertThat(reasons).endsWith(ReasonCode.QUOTA_EXCEEDED);
            assertThat(client.subscribe("f/0", Qos.AT_LEAST_ONCE).reasons())
                    .as("replacing one is none more")
                    .containsExactly(ReasonCode.GRANTED_QOS_1);
        }
    }

    @Test
    @Spec({"MQTT-3.3.4-7", "MQTT-3.3.4-8"})
    void moreUnderWayThanTheReceiveMaximumEndsTheConnection() throws IOException {
        try (RawClient client = RawClient.connected(address, Version.V5, "hasty")) {
            for (int i = 1; i <= LIMITS.receiveMaximum(); i++) {
                client.send(new Publish(Message.of("t", "x").withQos(Qos.EXACTLY_ONCE), false, i));
                assertThat(client.receive()).isEqualTo(new PubRec(i));
            }
            client.send(new Publish(Message.of("t", "x").withQos(Qos.EXACTLY_ONCE), false, 2_000));
            assertThat(client.receive()).isEqualTo(Disconnect.of(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED));
        }
    }

    @Test
    @Spec("MQTT-4.12.0-1")
    void refusesWhatItDoesNotOffer() throws IOException {
        try (RawClient client = new RawClient(address, Version.V5)) {
            client.send(new Connect(
                    Version.V5, "auth", true, 0, null, null, null,
                    Properties.NONE.with(Property.AUTHENTICATION_METHOD, "SCRAM-SHA-1")));
            assertThat(client.receive()).isEqualTo(ConnAck.refused(ReasonCode.BAD_AUTHENTICATION_METHOD));
        }
    }

    @Test
    void connectionsHaveAnEndAndRoomComesBack() throws IOException {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 1; i < LIMITS.connections(); i++) {
            clients.add(RawClient.connected(address, Version.V5, "c" + i));
        }
        try (RawClient tooMany = new RawClient(address, Version.V5)) {
            tooMany.send(Connect.of(Version.V5, "too-many", true, 0));
            assertThat(tooMany.receive()).isEqualTo(ConnAck.refused(ReasonCode.QUOTA_EXCEEDED));
            assertThat(tooMany.receive()).isNull();
        }
        for (RawClient client : clients) {
            client.close();
        }
        Await.until("the healthy one is left", () -> broker.connections() == 1);
        RawClient.connected(address, Version.V5, "late").close();
    }

    @Test
    void aClientThatReadsNothingIsGoneNonethelessWhenItIsToGo() throws IOException {
        try (RawClient deaf = RawClient.connected(address, Version.V3_1_1, "deaf");
                RawClient loud = RawClient.connected(address, Version.V3_1_1, "loud")) {
            deaf.subscribe("loud", Qos.AT_MOST_ONCE);
            Message message = Message.of("loud", Bytes.copyOf(new byte[500_000]));
            for (int i = 0; i < 40; i++) {
                loud.send(Publish.of(message));
            }
            assertThat(loud.isAlive()).isTrue();
            try (RawClient young = RawClient.connected(address, Version.V3_1_1, "deaf")) {
                assertThat(young.isAlive()).isTrue();
                Await.until("the deaf connection is closed", () -> broker.connections() == 3);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Spec("MQTT-3.14.4-1")
    void whatComesAfterADisconnectIsNotHeard(Version version) throws IOException {
        healthy.subscribe("late", Qos.AT_MOST_ONCE);
        try (RawClient client = RawClient.connected(address, version, "talks-on")) {
            client.send(Publish.of(Message.of("late", "1")), Disconnect.NORMAL, Publish.of(Message.of("late", "2")));
            assertThat(client.receive()).isNull();
        }
        assertThat(healthy.receive(Publish.class).message().payload().asUtf8()).isEqualTo("1");
        assertThat(healthy.isAlive()).isTrue();
    }

    @Test
    void nonsenseHarmsNobody() throws IOException {
        ByteBuf sense = Unpooled.buffer();
        Encoder encoder = Encoder.of(Version.V5);
        encoder.encode(Connect.of(Version.V5, "nonsense", true, 0), sense);
        int connectBytes = sense.readableBytes();
        encoder.encode(new Publish(Message.of("t/1", "text").withQos(Qos.EXACTLY_ONCE), false, 1), sense);
        encoder.encode(
                new Subscribe(2, List.of(Subscription.of("t/+", Qos.AT_LEAST_ONCE)), Properties.NONE), sense);
        encoder.encode(PingReq.INSTANCE, sense);
        RandomGenerator random = new SplittableRandom(42);
        for (int i = 0; i < 500; i++) {
            ByteBuf bytes = sense.copy();
            int from = random.nextBoolean() ? 0 : connectBytes;
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                bytes.setByte(random.nextInt(from, bytes.readableBytes()), random.nextInt(256));
            }
            bytes.writerIndex(random.nextInt(1, bytes.readableBytes() + 1));
            try (RawClient client = new RawClient(address, Version.V5)) {
                client.sendBytes(bytes);
            } catch (SocketException closedAlready) {
                continue; // which is an answer as well
            }
        }
        Await.until("the healthy one is left", () -> broker.connections() == 1);
    }

    @ParameterizedTest
    @CsvSource({"''", "10", "10 7f 00 04"})
    void whoDoesNotConnectInTimeIsClosed(String hex) throws IOException {
        Limits hurried = Limits.defaults().with(limits -> limits.connectTimeout(Duration.ofMillis(200)));
        BrokerConfig config = BrokerConfig.builder().listen("mqtt://127.0.0.1:0").limits(hurried).build();
        try (Broker other = Broker.start(config);
                RawClient client = new RawClient(other.addresses().get(0), Version.V5)) {
            client.sendHex(hex);
            assertThat(client.receive()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"throws", "fails", "null"})
    void aBrokenAuthenticatorLetsNobodyIn(String how) throws IOException {
        BrokerConfig config = BrokerConfig.builder()
                .listen("mqtt://127.0.0.1:0")
                .allowAnonymous(true)
                .authenticator(login -> switch (how) {
                    case "throws" -> throw new IllegalStateException("broken, for the test");
                    case "fails" -> CompletableFuture.failedFuture(new IllegalStateException("broken, for the test"));
                    default -> CompletableFuture.completedFuture(null);
                })
                .build();
        try (Broker other = Broker.start(config);
                RawClient client = new RawClient(other.addresses().get(0), Version.V5)) {
            client.send(Connect.of(Version.V5, "c", true, 0));
            assertThat(client.receive()).isEqualTo(ConnAck.refused(ReasonCode.SERVER_UNAVAILABLE));
            assertThat(client.receive()).isNull();
        }
    }

    @Test
    void stoppingTellsTheClientsAndLeavesNoThread() throws IOException {
        BrokerConfig config =
                BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).eventLoops(3).build();
        List<Thread> before = List.copyOf(Thread.getAllStackTraces().keySet());
        Broker other = Broker.start(config);
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            clients.add(RawClient.connected(other.addresses().get(0), Version.V5, "c" + i));
        }
        List<Thread> own = Thread.getAllStackTraces()
                .keySet()
                .stream()
                .filter(thread -> thread.getName().startsWith("tidings-broker") && !before.contains(thread))
                .toList();
        assertThat(own).isNotEmpty();
        other.close();
        for (RawClient client : clients) {
            assertThat(client.receive()).isEqualTo(Disconnect.of(ReasonCode.SERVER_SHUTTING_DOWN));
            assertThat(client.receive()).isNull();
            client.close();
        }
    }

    @Test
    void aTakenPortIsOneClearLine() {
        assertThatThrownBy(() -> Broker.start(BrokerConfig.builder().listen(address.toString()).build()))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining(address.toString())
                .hasMessageContaining("--listen");
    }

    private static String spelt(String topic) {
        return switch (topic) {
            case "deep" -> "a/".repeat(LIMITS.topicLevels()) + "a";
            case "long" -> "x".repeat(LIMITS.topicBytes() + 1);
            default -> topic;
        };
    }
}
