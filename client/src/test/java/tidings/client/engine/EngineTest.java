package tidings.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.client.Published;
import tidings.client.engine.Reply.Failure;
import tidings.client.engine.Server.Outcome;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.PingReq;
import tidings.mqtt.PingResp;
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

/// The client's end of MQTT, without a socket and with a clock that is turned by hand.
class EngineTest {

    private final Server server = Server.ofClient();

    @Test
    void aMessageIsDoneWhenItIsAcknowledged() {
        server.connected();
        Outcome<Published> outcome = server.publish(Qos.AT_LEAST_ONCE, "a");
        int id = server.take(Publish.class).packetId();
        assertThat(outcome.isDone()).isFalse();
        server.receive(new PubAck(id));
        assertThat(outcome.answer).isNotNull();
    }

    @Test
    void aMessageExactlyOnceIsDoneAtTheEndOfTheHandshake() {
        server.connected();
        Outcome<Published> outcome = server.publish(Qos.EXACTLY_ONCE, "a");
        int id = server.take(Publish.class).packetId();
        server.receive(new PubRec(id));
        assertThat(server.take(PubRel.class).packetId()).isEqualTo(id);
        assertThat(outcome.isDone()).isFalse();
        server.receive(new PubComp(id));
        assertThat(outcome.answer).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
    @Spec("MQTT-4.4.0-1")
    void withTheSessionWhatWasUnderWayIsSentAgainAsItWas(Qos qos) {
        server.connected();
        Outcome<Published> outcome = server.publish(qos, "a");
        Publish first = server.take(Publish.class);
        server.lost();
        assertThat(outcome.isDone()).isFalse();
        server.connected(true, Properties.NONE);
        Publish again = server.take(Publish.class);
        assertThat(again.dup()).isTrue();
        assertThat(again.packetId()).isEqualTo(first.packetId());
        assertThat(again.message()).isEqualTo(first.message());
    }

    @Test
    void afterPubrecOnlyThePubrelIsSentAgain() {
        server.connected();
        server.publish(Qos.EXACTLY_ONCE, "a");
        int id = server.take(Publish.class).packetId();
        server.receive(new PubRec(id));
        server.lost();
        server.connected(true, Properties.NONE);
        assertThat(server.take(PubRel.class).packetId()).isEqualTo(id);
        assertThat(server.isSilent()).isTrue();
    }

    @Test
    void withoutTheSessionWhatWasUnderWayIsSentAsNewAndInOrder() {
        server.connected();
        server.publish(Qos.AT_LEAST_ONCE, "a");
        server.publish(Qos.EXACTLY_ONCE, "b");
        server.lost();
        server.publish(Qos.AT_LEAST_ONCE, "c");
        server.connected(false, Properties.NONE);
        Publish again = server.take(Publish.class);
        assertThat(again.dup()).isFalse();
        assertThat(again.message().payload().asUtf8()).isEqualTo("a");
        assertThat(server.takeText()).isEqualTo("b");
        assertThat(server.takeText()).isEqualTo("c");
    }

    @Test
    @Spec("MQTT-3.3.4-7")
    void noMoreIsUnderWayThanTheServerTakes() {
        server.connected(false, Properties.NONE.with(Property.RECEIVE_MAXIMUM, 2));
        server.publish(Qos.AT_LEAST_ONCE, "a");
        server.publish(Qos.EXACTLY_ONCE, "b");
        server.publish(Qos.AT_LEAST_ONCE, "c");
        int id = server.take(Publish.class).packetId();
        server.take(Publish.class);
        assertThat(server.isSilent()).isTrue();
        server.publish(Qos.AT_MOST_ONCE, "needs no room");
        assertThat(server.takeText()).isEqualTo("needs no room");
        server.receive(new PubAck(id));
        assertThat(server.takeText()).isEqualTo("c");
    }

    @Test
    void messagesWaitWhileTheConnectionIsFull() {
        server.connected();
        server.writable = false;
        Outcome<Published> once = server.publish(Qos.AT_MOST_ONCE, "a");
        server.publish(Qos.AT_LEAST_ONCE, "b");
        assertThat(server.isSilent()).isTrue();
        assertThat(once.isDone()).isFalse();
        server.moreRoom();
        assertThat(server.takeText()).isEqualTo("a");
        assertThat(server.takeText()).isEqualTo("b");
        assertThat(once.answer).isNotNull();
    }

    @Test
    void whatTheServerSaidItWouldRefuseIsNotSent() {
        server.connected(false, Properties.NONE
                .with(Property.MAXIMUM_QOS, 1)
                .with(Property.MAXIMUM_PACKET_SIZE, 20L));
        assertThat(server.publish(Qos.EXACTLY_ONCE, "a").failure).isInstanceOfSatisfying(Failure.Refused.class,
                refused -> assertThat(refused.reason()).isEqualTo(ReasonCode.QOS_NOT_SUPPORTED));
        assertThat(server.publish(Qos.AT_LEAST_ONCE, "x".repeat(20)).failure).isInstanceOfSatisfying(
                Failure.Refused.class,
                refused -> assertThat(refused.reason()).isEqualTo(ReasonCode.PACKET_TOO_LARGE));
        assertThat(server.isSilent()).isTrue();
    }

    @Test
    void aMessageThatIsRefusedFails() {
        server.connected();
        Outcome<Published> outcome = server.publish(Qos.AT_LEAST_ONCE, "a");
        int id = server.take(Publish.class).packetId();
        server.receive(new PubAck(id, ReasonCode.NOT_AUTHORIZED, Properties.NONE));
        assertThat(outcome.failure).isInstanceOf(Failure.Refused.class);
    }

    @Test
    void theQueueIsBounded() {
        List<Outcome<Published>> outcomes = IntStream.range(0, 101)
                .mapToObj(i -> server.publish(Qos.AT_LEAST_ONCE, "x"))
                .toList();
        assertThat(outcomes.subList(0, 100)).noneMatch(Outcome::isDone);
        assertThat(outcomes.get(100).failure).isInstanceOf(Failure.QueueFull.class);
    }

    @Test
    @Spec("MQTT-3.1.2-20")
    void silenceIsBrokenByAPing() {
        server.connected();
        server.after(58);
        assertThat(server.isSilent()).isTrue();
        server.after(1); // a little early, to be there in time
        server.take(PingReq.class);
        server.receive(PingResp.INSTANCE);
        server.after(58);
        assertThat(server.isClosing()).isFalse();
    }

    @Test
    void aServerThatDoesNotAnswerThePingIsGone() {
        server.connected();
        server.after(60);
        server.take(PingReq.class);
        server.after(60);
        assertThat(server.closeReason).isEqualTo(ReasonCode.KEEP_ALIVE_TIMEOUT);
    }

    @Test
    void whatIsPublishedButCannotBeSentDoesNotPutOffThePing() {
        server.connected();
        server.writable = false;
        server.after(30);
        server.publish(Qos.AT_LEAST_ONCE, "waits");
        server.after(30);
        server.take(PingReq.class);
    }

    @Test
    @Spec("MQTT-3.2.2-21")
    void theServerDecidesHowOftenToPing() {
        server.connected(false, Properties.NONE.with(Property.SERVER_KEEP_ALIVE, 5));
        server.after(5);
        server.take(PingReq.class);
    }

    @Test
    void aServerThatDoesNotAnswerTheConnectIsGivenUp() {
        server.opened();
        server.after(10);
        assertThat(server.closeReason).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
    }

    @Test
    void nothingMayComeBeforeTheConnack() {
        server.opened();
        server.receive(PingResp.INSTANCE);
        assertThat(server.closeReason).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    }

    @Test
    @Spec("MQTT-3.2.2-4")
    void aSessionWhereNoneWasWantedIsAnError() {
        server.opened();
        server.receive(ConnAck.accepted(true, Properties.NONE));
        assertThat(server.closeReason).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    }

    @Test
    void theFirstConnectionStartsCleanAndTheNextGoesOn() {
        server.opened();
        assertThat(server.take(Connect.class).cleanStart()).isTrue();
        server.receive(ConnAck.accepted(false, Properties.NONE));
        server.lost();
        server.opened();
        assertThat(server.take(Connect.class).cleanStart()).isFalse();
    }

    @Test
    void whereTheSessionEndedWithTheConnectionTheNextStartsCleanToo() {
        server.connected(false, Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 0L));
        server.lost();
        server.opened();
        assertThat(server.take(Connect.class).cleanStart()).isTrue();
    }

    @Test
    void whereTheServerForgotTheSessionTheClientSubscribesAgainBeforeItPublishes() {
        server.connected();
        Outcome<SubAck> outcome = server.subscribe("answers/#");
        int id = server.take(Subscribe.class).packetId();
        server.receive(new SubAck(id, List.of(ReasonCode.GRANTED_QOS_1), Properties.NONE));
        assertThat(outcome.answer).isNotNull();
        server.lost();
        server.publish(Qos.AT_LEAST_ONCE, "question");
        server.connected(false, Properties.NONE);
        assertThat(server.take(Subscribe.class).subscriptions()).hasSize(1);
        assertThat(server.takeText()).isEqualTo("question");
    }

    @Test
    @Spec("MQTT-4.6.0-2")
    void messagesAreAcknowledgedInTheOrderInWhichTheyCame() {
        server.connected();
        server.receive(incoming(Qos.AT_LEAST_ONCE, 1));
        server.receive(incoming(Qos.EXACTLY_ONCE, 2));
        server.receive(incoming(Qos.AT_LEAST_ONCE, 3));
        server.handled(server.messages.get(2));
        server.handled(server.messages.get(1));
        assertThat(server.isSilent()).isTrue();
        server.handled(server.messages.get(0));
        assertThat(server.take(PubAck.class).packetId()).isEqualTo(1);
        assertThat(server.take(PubRec.class).packetId()).isEqualTo(2);
        assertThat(server.take(PubAck.class).packetId()).isEqualTo(3);
    }

    @Test
    @Spec("MQTT-4.3.3-2")
    void aRepeatedMessageExactlyOnceIsAnsweredAndNotHandedOutAgain() {
        server.connected();
        server.receive(incoming(Qos.EXACTLY_ONCE, 7));
        server.handled(server.messages.get(0));
        server.take(PubRec.class);
        server.lost();
        server.connected(true, Properties.NONE);
        server.receive(new Publish(Message.of("in", "7").withQos(Qos.EXACTLY_ONCE), true, 7));
        server.take(PubRec.class);
        assertThat(server.messages).hasSize(1);
        server.receive(new PubRel(7));
        assertThat(server.take(PubComp.class).reason()).isEqualTo(ReasonCode.SUCCESS);
    }

    @Test
    void aMessageHandledAfterItsConnectionIsAcknowledgedOnTheNextIfItComesAgain() {
        server.connected();
        server.receive(incoming(Qos.EXACTLY_ONCE, 7));
        server.lost();
        server.connected(true, Properties.NONE);
        server.receive(new Publish(Message.of("in", "7").withQos(Qos.EXACTLY_ONCE), true, 7));
        assertThat(server.isSilent()).isTrue();
        server.handled(server.messages.get(0));
        assertThat(server.take(PubRec.class).packetId()).isEqualTo(7);
        assertThat(server.messages).hasSize(1);
    }

    @Test
    void aMessageAtLeastOnceOfAnOlderConnectionIsNotAcknowledgedOnTheNext() {
        server.connected();
        server.receive(incoming(Qos.AT_LEAST_ONCE, 7));
        server.lost();
        server.connected(true, Properties.NONE);
        server.handled(server.messages.get(0));
        assertThat(server.isSilent()).isTrue();
    }

    @Test
    @Spec("MQTT-3.3.4-9")
    void aServerThatSendsMoreThanItMayIsToldSo() {
        Server strict = new Server(
                new Connect(Version.V5, "", true, 0, null, null, null,
                        Properties.NONE.with(Property.RECEIVE_MAXIMUM, 1)),
                Server.settings(Server.QUEUEING, 0));
        strict.connected();
        strict.receive(incoming(Qos.AT_LEAST_ONCE, 1));
        strict.receive(incoming(Qos.AT_LEAST_ONCE, 2));
        assertThat(strict.take(Disconnect.class).reason()).isEqualTo(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
        assertThat(strict.isClosing()).isTrue();
    }

    @Test
    void goodbyeIsSaidWhenEverythingIsAcknowledged() {
        server.connected();
        server.publish(Qos.AT_LEAST_ONCE, "a");
        int id = server.take(Publish.class).packetId();
        server.disconnect();
        assertThat(server.isSilent()).isTrue();
        server.receive(new PubAck(id));
        server.take(Disconnect.class);
        assertThat(server.closeReason).isEqualTo(ReasonCode.SUCCESS);
    }

    @Test
    void subscribingWaitsForAConnectionAndIsLostWithTheLast() {
        Outcome<SubAck> outcome = server.subscribe("early");
        server.connected();
        server.take(Subscribe.class);
        server.lost(true);
        assertThat(outcome.isDone()).isFalse();
        server.connected(true, Properties.NONE);
        server.take(Subscribe.class);
        server.lost(false);
        assertThat(outcome.failure).isInstanceOf(Failure.Lost.class);
    }

    private static Publish incoming(Qos qos, int id) {
        return new Publish(Message.of("in", Integer.toString(id)).withQos(qos), false, id);
    }
}
