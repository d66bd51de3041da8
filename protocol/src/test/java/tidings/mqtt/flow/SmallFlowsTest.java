package tidings.mqtt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.TopicName;
import tidings.mqtt.flow.AnswerOrder.Owed;
import tidings.mqtt.flow.IncomingFlow.Arrival;
import tidings.mqtt.flow.KeepAlive.Action;
import tidings.testkit.Spec;

class SmallFlowsTest {

    @Test
    void answersLeaveInTheOrderOfTheQuestions() {
        List<String> out = new ArrayList<>();
        AnswerOrder<String> order = new AnswerOrder<>(out::add);
        Owed<String> first = order.owe();
        Owed<String> second = order.owe();
        Owed<String> third = order.owe();
        order.complete(second, "2");
        assertThat(out).isEmpty();
        order.complete(first, "1");
        assertThat(out).containsExactly("1", "2");
        order.complete(third, "3");
        assertThat(out).containsExactly("1", "2", "3");
    }

    @Test
    void anAnswerAfterTheConnectionGoesNowhere() {
        List<String> out = new ArrayList<>();
        AnswerOrder<String> order = new AnswerOrder<>(out::add);
        Owed<String> old = order.owe();
        order.clear();
        order.owe();
        order.complete(old, "late");
        assertThat(out).isEmpty();
        assertThat(order.size()).isOne();
    }

    @Test
    void aRepetitionIsTakenForOne() {
        IncomingFlow flow = new IncomingFlow();
        flow.connected(10);
        assertThat(flow.arrived(exactlyOnce(7))).isEqualTo(Arrival.NEW);
        assertThat(flow.arrived(exactlyOnce(7))).isEqualTo(Arrival.PENDING);
        flow.answeredExactlyOnce(7, false);
        flow.connected(10);
        assertThat(flow.arrived(exactlyOnce(7))).isEqualTo(Arrival.REPEATED);
        assertThat(flow.released(7)).isTrue();
        assertThat(flow.released(7)).isFalse();
        assertThat(flow.arrived(exactlyOnce(7))).isEqualTo(Arrival.NEW);
    }

    @Test
    @Spec("MQTT-3.3.4-7")
    void noticesAPeerThatSendsTooMuch() {
        IncomingFlow flow = new IncomingFlow();
        flow.connected(2);
        assertThat(flow.arrived(exactlyOnce(1))).isEqualTo(Arrival.NEW);
        assertThat(flow.arrived(atLeastOnce(2))).isEqualTo(Arrival.NEW);
        assertThat(flow.arrived(atLeastOnce(3))).isEqualTo(Arrival.TOO_MANY);
        flow.answeredAtLeastOnce();
        assertThat(flow.arrived(atLeastOnce(3))).isEqualTo(Arrival.NEW);
        assertThat(flow.arrived(exactlyOnce(4))).isEqualTo(Arrival.TOO_MANY);
        flow.answeredExactlyOnce(1, true);
        assertThat(flow.arrived(exactlyOnce(4))).isEqualTo(Arrival.NEW);
    }

    @Test
    @Spec({"MQTT-3.3.2-8", "MQTT-3.3.2-12"})
    void anAliasStandsForTheTopicItCameWith() {
        IncomingAliases aliases = new IncomingAliases(2);
        assertThat(aliases.resolve(aliased("a/b", 2))).isEqualTo(plain("a/b"));
        assertThat(aliases.resolve(aliased("", 2))).isEqualTo(plain("a/b"));
        assertThat(aliases.resolve(aliased("c", 2))).isEqualTo(plain("c"));
        assertThat(aliases.resolve(aliased("", 2))).isEqualTo(plain("c"));
        assertThat(aliases.resolve(aliased("", 1))).as("never defined").isNull();
        assertThat(aliases.resolve(aliased("d", 3))).as("above the maximum").isNull();
        assertThat(aliases.resolve(plain("e"))).isEqualTo(plain("e"));
    }

    @Test
    @Spec("MQTT-3.1.2-20")
    void pingsAQuietConnectionAndGivesUpADeadOne() {
        KeepAlive keepAlive = new KeepAlive(10, 0);
        assertThat(keepAlive.tick(9)).isEqualTo(Action.NOTHING);
        keepAlive.onSent(5);
        assertThat(keepAlive.untilDeadline(9)).isEqualTo(6);
        assertThat(keepAlive.tick(15)).isEqualTo(Action.PING);
        keepAlive.onReceived();
        assertThat(keepAlive.tick(25)).isEqualTo(Action.PING);
        assertThat(keepAlive.tick(34)).isEqualTo(Action.NOTHING);
        assertThat(keepAlive.tick(35)).isEqualTo(Action.CLOSE);
    }

    @Test
    void withoutKeepAliveNothingIsEverDue() {
        KeepAlive keepAlive = new KeepAlive(0, 0);
        assertThat(keepAlive.untilDeadline(-5)).isEqualTo(Long.MAX_VALUE);
        assertThat(keepAlive.tick(Long.MAX_VALUE / 2)).isEqualTo(Action.NOTHING);
    }

    private static Publish exactlyOnce(int packetId) {
        return new Publish(Message.of("t", "").withQos(Qos.EXACTLY_ONCE), false, packetId);
    }

    private static Publish atLeastOnce(int packetId) {
        return new Publish(Message.of("t", "").withQos(Qos.AT_LEAST_ONCE), false, packetId);
    }

    private static Publish plain(String topic) {
        return Publish.of(Message.of(topic, ""));
    }

    private static Publish aliased(String topic, int alias) {
        TopicName name = topic.isEmpty() ? TopicName.NONE : TopicName.of(topic);
        Properties properties = Properties.NONE.with(Property.TOPIC_ALIAS, alias);
        return new Publish(new Message(name, Bytes.EMPTY, Qos.AT_MOST_ONCE, false, properties), false, Packet.NO_ID);
    }
}
