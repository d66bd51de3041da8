package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.PubAck;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.testkit.Await;

/// Limits that somebody runs into; beside them a client that is in already, and goes on.
class OverloadTest {

    private Broker broker;
    private URI address;
    private RawClient healthy;

    private void start(UnaryOperator<Limits.Builder> limits) throws IOException {
        broker = Broker.start(BrokerConfig.builder()
                .listen("mqtt://127.0.0.1:0")
                .authenticator(login -> CompletableFuture.completedStage(
                        login.userName() == null
                                ? Verdict.ACCEPTED
                                : new Verdict.Refused(ReasonCode.NOT_AUTHORIZED, "for the test")))
                .limits(Limits.defaults().with(limits))
                .build());
        address = broker.addresses().get(0);
        healthy = RawClient.connected(address, Version.V5, "healthy");
    }

    @AfterEach
    void theHealthyClientGoesOn() throws IOException {
        assertThat(healthy.isAlive()).isTrue();
        healthy.close();
        broker.close();
    }

    @Test
    void oneAddressHasSoManyConnections() throws IOException {
        start(limits -> limits.connectionsPerAddress(3));
        RawClient one = RawClient.connected(address, Version.V5, "one");
        try (RawClient two = RawClient.connected(address, Version.V5, "two")) {
            assertThat(refusal("three")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
            one.close();
            Await.until("its place is free", () -> broker.connections() == 2);
            assertThat(two.isAlive()).isTrue();
            RawClient.connected(address, Version.V5, "three").close();
        }
    }

    @Test
    void oneAddressComesNoFasterThanItMay() throws IOException {
        start(limits -> limits.connectsPerAddress(2)); // of which one has come
        List<ReasonCode> reasons = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            reasons.add(refusal("c" + i));
        }
        assertThat(reasons.get(0)).isEqualTo(ReasonCode.SUCCESS);
        assertThat(reasons).contains(ReasonCode.CONNECTION_RATE_EXCEEDED);
        Await.until("it may again", () -> refusalUnchecked("later") == ReasonCode.SUCCESS);
    }

    @Test
    void whoGuessesPasswordsHasToWait() throws IOException {
        start(limits -> limits.loginFailuresPerAddress(3));
        for (int i = 0; i < 3; i++) {
            assertThat(login("guess" + i)).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        }
        assertThat(login("guess3")).isEqualTo(ReasonCode.CONNECTION_RATE_EXCEEDED);
    }

    @Test
    void whoIsNotInYetTakesTheRoomOfOthersWhoAreNot() throws IOException {
        start(limits -> limits.pendingConnects(2).connectTimeout(Duration.ofSeconds(5)));
        RawClient silent = new RawClient(address, Version.V5);
        try (RawClient dripping = new RawClient(address, Version.V5)) {
            dripping.sendHex("10");
            Await.until("both are there", () -> broker.connections() == 3);
            try (RawClient third = new RawClient(address, Version.V5)) {
                assertThat(third.receive()).isNull();
            }
            silent.close();
            Await.until("its place is free", () -> broker.connections() == 2);
            RawClient.connected(address, Version.V5, "late").close();
        }
    }

    @Test
    void whoPublishesTooFastIsSlowedDownAndLosesNothing() throws IOException {
        start(limits -> limits.publishesPerSecond(50));
        try (RawClient fast = RawClient.connected(address, Version.V5, "fast")) {
            long start = System.nanoTime();
            for (int id = 1; id <= 100; id++) {
                fast.send(new Publish(Message.of("t", "x").withQos(Qos.AT_LEAST_ONCE), false, id));
            }
            for (int id = 1; id <= 100; id++) {
                assertThat(fast.receive(PubAck.class).packetId()).isEqualTo(id);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
        }
    }

    @Test
    void aPacketHasSoManyUserProperties() throws IOException {
        start(limits -> limits.userProperties(2));
        try (RawClient client = RawClient.connected(address, Version.V5, "verbose")) {
            Message message = Message.of("t", "x")
                    .with(Property.USER_PROPERTY, new Property.Pair("a", "b"))
                    .with(Property.USER_PROPERTY, new Property.Pair("a", "b"));
            client.send(Publish.of(message));
            assertThat(client.isAlive()).isTrue();
            client.send(Publish.of(message.with(Property.USER_PROPERTY, new Property.Pair("a", "b"))));
            assertThat(client.receive()).isEqualTo(Disconnect.of(ReasonCode.QUOTA_EXCEEDED));
        }
    }

    @ParameterizedTest
    @CsvSource({"DROP_NEWEST, 1 2 3", "DROP_OLDEST, 3 4 5"})
    void aFullQueueLosesWhatItsPolicySays(SlowConsumer policy, String left) throws IOException {
        start(limits -> limits.queuedMessages(3).slowConsumer(policy));
        Connect kept = new Connect(
                Version.V5, "away", false, 0, null, null, null,
                Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 60L));
        try (RawClient client = new RawClient(address, Version.V5)) {
            client.send(kept);
            client.receive(ConnAck.class);
            client.subscribe("t", Qos.AT_LEAST_ONCE);
        }
        Await.until("it is away", () -> broker.connections() == 1);
        publishFive(healthy, "");
        try (RawClient back = new RawClient(address, Version.V5)) {
            back.send(kept);
            assertThat(back.receive(ConnAck.class).sessionPresent()).isTrue();
            for (String text : left.split(" ", -1)) {
                assertThat(back.receive(Publish.class).message().payload().asUtf8()).isEqualTo(text);
            }
            assertThat(back.isAlive()).isTrue();
        }
    }

    @Test
    void whoDoesNotKeepUpIsDisconnectedWhereThatIsThePolicy() throws IOException {
        start(limits -> limits.queuedMessages(3).slowConsumer(SlowConsumer.DISCONNECT));
        try (RawClient slow = new RawClient(address, Version.V5)) {
            slow.send(new Connect(
                    Version.V5, "slow", true, 0, null, null, null,
                    Properties.NONE.with(Property.RECEIVE_MAXIMUM, 1)));
            slow.receive(ConnAck.class);
            slow.subscribe("t", Qos.AT_LEAST_ONCE);
            publishFive(healthy, "");
            assertThat(slow.receive(Publish.class).message().payload().asUtf8()).isEqualTo("1");
            assertThat(slow.receive()).isEqualTo(Disconnect.of(ReasonCode.QUOTA_EXCEEDED));
            assertThat(slow.receive()).isNull();
        }
    }

    @Test
    void whenTooMuchWaitsForAllNobodyIsLetInAndEveryPublishIsAnsweredNonetheless() throws IOException {
        start(limits -> limits.queuedBytesInAll(200_000).queuedMessages(1_000));
        try (RawClient hoarder = new RawClient(address, Version.V5)) {
            hoarder.send(new Connect(
                    Version.V5, "hoarder", false, 0, null, null, null,
                    Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 60L)));
            hoarder.receive(ConnAck.class);
            hoarder.subscribe("t", Qos.AT_LEAST_ONCE);
        }
        Await.until("it is away", () -> broker.connections() == 1);
        publishFive(healthy, "x".repeat(50_000));
        assertThat(refusal("late")).isEqualTo(ReasonCode.SERVER_BUSY);
        try (RawClient other = new RawClient(address, Version.V3_1_1)) {
            other.send(Connect.of(Version.V3_1_1, "old", true, 0));
            assertThat(other.receive()).isEqualTo(ConnAck.refused(ReasonCode.SERVER_UNAVAILABLE));
        }
    }

    private static void publishFive(RawClient client, String padding) throws IOException {
        for (int i = 1; i <= 5; i++) {
            client.send(new Publish(Message.of("t", i + padding).withQos(Qos.AT_LEAST_ONCE), false, i));
            assertThat(client.receive(PubAck.class).packetId()).isEqualTo(i);
        }
    }

    private ReasonCode refusal(String id) throws IOException {
        try (RawClient client = new RawClient(address, Version.V5)) {
            client.send(Connect.of(Version.V5, id, true, 0));
            return client.receive(ConnAck.class).reason();
        }
    }

    private ReasonCode refusalUnchecked(String id) {
        try {
            return refusal(id);
        } catch (IOException closed) {
            return ReasonCode.UNSPECIFIED_ERROR;
        }
    }

    private ReasonCode login(String user) throws IOException {
        try (RawClient client = new RawClient(address, Version.V5)) {
            client.send(new Connect(
                    Version.V5, user, true, 0, null, user, Bytes.utf8("wrong"), Properties.NONE));
            return client.receive(ConnAck.class).reason();
        }
    }
}
