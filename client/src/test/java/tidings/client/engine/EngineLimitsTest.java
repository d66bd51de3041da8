package tidings.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.client.Published;
import tidings.client.engine.Reply.Failure;
import tidings.client.engine.Server.Outcome;
import tidings.client.engine.Settings.Queueing;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Version;
import tidings.testkit.Spec;

/// What may wait, how long, and what is given up for it.
class EngineLimitsTest {

    @Test
    void aFullQueueGivesUpItsOldestWhereThatIsWanted() {
        Server server = with(new Queueing(2, 1_000, false, true, 0, 0));
        List<Outcome<Published>> outcomes =
                IntStream.range(0, 3).mapToObj(i -> server.publish(Qos.AT_LEAST_ONCE, "" + i)).toList();
        assertThat(outcomes.get(0).failure).isInstanceOf(Failure.QueueFull.class);
        server.connected();
        assertThat(server.takeText()).isEqualTo("1");
        assertThat(server.takeText()).isEqualTo("2");
    }

    @Test
    void aMessageLargerThanTheQueueIsRefusedAndNothingGivenUpForIt() {
        Server server = with(new Queueing(2, 3, false, true, 0, 0));
        Outcome<Published> small = server.publish(Qos.AT_LEAST_ONCE, "abc");
        assertThat(server.publish(Qos.AT_LEAST_ONCE, "abcd").failure).isInstanceOf(Failure.QueueFull.class);
        assertThat(small.isDone()).isFalse();
    }

    @Test
    void bytesAreCountedAsMessagesAre() {
        Server server = with(new Queueing(100, 10, false, false, 0, 0));
        server.publish(Qos.AT_LEAST_ONCE, "12345678");
        assertThat(server.publish(Qos.AT_LEAST_ONCE, "123").failure).isInstanceOf(Failure.QueueFull.class);
        assertThat(server.publish(Qos.AT_LEAST_ONCE, "12").isDone()).isFalse();
    }

    @Test
    void whoIsPatientGetsAPlaceInTurn() {
        Server server = with(new Queueing(1, 1_000, false, false, 1, 0));
        server.connected();
        server.publish(Qos.AT_LEAST_ONCE, "under way");
        server.publish(Qos.AT_LEAST_ONCE, "waits");
        Outcome<Published> first = server.publishPatiently("first");
        Outcome<Published> second = server.publishPatiently("second");
        assertThat(server.publish(Qos.AT_LEAST_ONCE, "x").failure).isInstanceOf(Failure.QueueFull.class);
        for (String text : List.of("under way", "waits", "first", "second")) {
            Publish next = server.take(Publish.class);
            assertThat(next.message().payload().asUtf8()).isEqualTo(text);
            assertThat(server.isSilent()).isTrue();
            server.receive(new PubAck(next.packetId()));
        }
        assertThat(first.answer).isNotNull();
        assertThat(second.answer).isNotNull();
    }

    @Test
    void atMostOnceWaitsForAConnectionWhereThatIsWanted() {
        Server server = with(new Queueing(10, 1_000, true, false, 0, 0));
        Outcome<Published> outcome = server.publish(Qos.AT_MOST_ONCE, "x");
        assertThat(outcome.isDone()).isFalse();
        server.connected();
        assertThat(server.takeText()).isEqualTo("x");
        assertThat(outcome.answer).isNotNull();
    }

    @Test
    void goodbyeWaitsForAcknowledgementsOnlySoLong() {
        Server server = Server.ofClient().connected();
        server.publish(Qos.AT_LEAST_ONCE, "x");
        server.take(Publish.class);
        server.disconnect();
        assertThat(server.isSilent()).isTrue();
        server.after(2);
        server.take(Disconnect.class);
        assertThat(server.isClosing()).isTrue();
    }

    @Test
    @Spec("MQTT-4.4.0-1")
    void only31RepeatsOnTheSameConnection() {
        Server old = new Server(Server.connect(Version.V3_1, Properties.NONE), Server.settings(Server.QUEUEING, 5));
        old.connected();
        old.publish(Qos.AT_LEAST_ONCE, "a");
        old.publish(Qos.EXACTLY_ONCE, "b");
        int first = old.take(Publish.class).packetId();
        int second = old.take(Publish.class).packetId();
        old.receive(new PubRec(second));
        old.take(PubRel.class);
        old.after(5);
        Publish again = old.take(Publish.class);
        assertThat(again.dup()).isTrue();
        assertThat(again.packetId()).isEqualTo(first);
        assertThat(old.take(PubRel.class).packetId()).isEqualTo(second);
        old.receive(new PubAck(first));
        old.receive(new PubComp(second));
        old.after(20);
        assertThat(old.isSilent()).isTrue();
    }

    @Test
    void itWakesUpToRepeatThoughNothingWasUnderWayWhenItWasAsked() {
        Server old = new Server(Server.connect(Version.V3_1, Properties.NONE), Server.settings(Server.QUEUEING, 5));
        old.connected();
        assertThat(old.untilTick()).isEqualTo(TimeUnit.SECONDS.toNanos(5));
    }

    @ParameterizedTest
    @EnumSource(names = {"V3_1_1", "V5"})
    void laterVersionsDoNot(Version version) {
        Server server = new Server(Server.connect(version, Properties.NONE), Server.settings(Server.QUEUEING, 5));
        server.connected();
        server.publish(Qos.AT_LEAST_ONCE, "a");
        server.take(Publish.class);
        server.after(50);
        assertThat(server.isSilent()).isTrue();
    }

    @Test
    void before5TwentyAreUnderWayUnlessTheApplicationKnowsBetter() {
        Server server = new Server(
                Server.connect(Version.V3_1_1, Properties.NONE), Server.settings(Server.QUEUEING, 0));
        server.connected();
        IntStream.range(0, 25).forEach(i -> server.publish(Qos.AT_LEAST_ONCE, "" + i));
        IntStream.range(0, 20).forEach(i -> server.take(Publish.class));
        assertThat(server.isSilent()).isTrue();
    }

    @Test
    void theWindowHoldsForWhatIsSentAgain() {
        Server server = Server.ofClient().connected();
        IntStream.range(0, 5).forEach(i -> server.publish(Qos.AT_LEAST_ONCE, "" + i));
        IntStream.range(0, 5).forEach(i -> server.take(Publish.class));
        server.lost();
        server.connected(true, Properties.NONE.with(Property.RECEIVE_MAXIMUM, 2));
        int first = server.take(Publish.class).packetId();
        server.take(Publish.class);
        assertThat(server.isSilent()).isTrue();
        server.receive(new PubAck(first));
        assertThat(server.takeText()).isEqualTo("2");
        assertThat(server.isSilent()).isTrue();
    }

    @Test
    void aServerThatNumbersNoTopicsIsSentNone() {
        Server server = with(new Queueing(10, 1_000, false, false, 0, 5));
        server.connected();
        server.publish(Qos.AT_MOST_ONCE, "x");
        assertThat(server.take(Publish.class).message().properties().isEmpty()).isTrue();
    }

    @Test
    void aNumberIsLeftOutWhereThePacketWouldBeTooLarge() {
        Server server = with(new Queueing(10, 1_000, false, false, 0, 5));
        server.connected(false, Properties.NONE.with(Property.TOPIC_ALIAS_MAXIMUM, 5)
                .with(Property.MAXIMUM_PACKET_SIZE, 10L));
        Outcome<Published> fits = server.publish(Qos.AT_MOST_ONCE, "1234");
        assertThat(server.take(Publish.class).message().properties().isEmpty()).isTrue();
        assertThat(fits.answer).isNotNull();
        assertThat(server.publish(Qos.AT_MOST_ONCE, "123456").failure).isInstanceOf(Failure.Refused.class);
    }

    @Test
    void whatWaitedIsHeldAgainstTheLimitsOfTheServerThatCame() {
        Server server = Server.ofClient();
        Outcome<Published> outcome = server.publish(Qos.EXACTLY_ONCE, "x");
        Outcome<SubAck> subscribed = server.subscribe("a/+");
        server.connected(false, Properties.NONE.with(Property.MAXIMUM_QOS, 1)
                .with(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, false));
        assertThat(outcome.failure).isInstanceOfSatisfying(
                Failure.Refused.class, refused -> assertThat(refused.reason()).isEqualTo(ReasonCode.QOS_NOT_SUPPORTED));
        assertThat(subscribed.failure).isInstanceOf(Failure.Refused.class);
        assertThat(server.isSilent()).isTrue();
    }

    @Test
    void aLongListOfSubscriptionsIsAskedForAgainInParts() {
        Server server = Server.ofClient().connected();
        for (int i = 0; i < 250; i++) {
            server.subscribe("filter/" + i);
            Subscribe asked = server.take(Subscribe.class);
            server.receive(new SubAck(asked.packetId(), List.of(ReasonCode.GRANTED_QOS_1), Properties.NONE));
        }
        server.lost();
        server.connected(false, Properties.NONE);
        int again = 0;
        while (!server.isSilent()) {
            Subscribe asked = server.take(Subscribe.class);
            assertThat(asked.subscriptions().size()).isLessThanOrEqualTo(100);
            again += asked.subscriptions().size();
        }
        assertThat(again).isEqualTo(250);
    }

    private static Server with(Queueing queueing) {
        return new Server(Server.connect(Version.V5, Properties.NONE), Server.settings(queueing, 0));
    }
}
