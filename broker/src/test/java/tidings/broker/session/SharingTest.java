package tidings.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tidings.broker.Limits;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.testkit.Spec;

/// Shared subscriptions, with members on two loops that a test runs by hand.
class SharingTest {

    private static final Limits LIMITS = Limits.defaults().withQueue(5, 1_000);
    private static final String SHARED = "$share/g/t";

    private final HandLoop loop = new HandLoop();
    private final HandLoop otherLoop = new HandLoop();
    private final Router router = new Router(LIMITS);
    private final AtomicInteger sessions = new AtomicInteger();
    private final Shard shard = new Shard(0, 2, loop, router, LIMITS, sessions);
    private final Shard otherShard = new Shard(1, 2, otherLoop, router, LIMITS, sessions);
    private final HandClient publisher;

    SharingTest() {
        router.start(List.of(shard, otherShard));
        publisher = HandClient.passing(shard, "publisher");
    }

    @Test
    @Spec({"MQTT-4.8.2-3", "MQTT-3.8.4-8"})
    void eachMessageGoesToOneMemberInTurnAtTheQualityOfThatMember() {
        HandClient one = HandClient.kept(shard, "one").subscribe(SHARED, Qos.AT_LEAST_ONCE);
        HandClient two = HandClient.kept(otherShard, "two").subscribe(SHARED, Qos.AT_MOST_ONCE);
        HandClient alone = HandClient.kept(shard, "alone").subscribe("t", Qos.AT_MOST_ONCE);
        publish(10, Qos.EXACTLY_ONCE);
        List<Publish> first = one.heard();
        List<Publish> second = two.heard();
        assertThat(first).hasSize(5).allMatch(publish -> publish.message().qos() == Qos.AT_LEAST_ONCE);
        assertThat(second).hasSize(5).allMatch(publish -> publish.message().qos() == Qos.AT_MOST_ONCE);
        assertThat(both(HandClient.texts(first), HandClient.texts(second))).containsExactlyInAnyOrder(all(10));
        assertThat(alone.hear()).as("who does not share hears all").containsExactly(all(10));
    }

    @Test
    void groupsAreIndependent() {
        HandClient one = HandClient.kept(shard, "one").subscribe("$share/a/t", Qos.AT_MOST_ONCE);
        HandClient two = HandClient.kept(shard, "two").subscribe("$share/b/+", Qos.AT_MOST_ONCE);
        publish(3, Qos.AT_MOST_ONCE);
        assertThat(one.hear()).containsExactly(all(3));
        assertThat(two.hear()).containsExactly(all(3));
    }

    @Test
    void whoIsBehindIsSparedWhileOthersAreNot() {
        HandClient slow = HandClient.kept(shard, "slow").subscribe(SHARED, Qos.AT_LEAST_ONCE);
        HandClient fast = HandClient.kept(otherShard, "fast").subscribe(SHARED, Qos.AT_LEAST_ONCE);
        slow.outbox.writable(false);
        publish(10, Qos.AT_LEAST_ONCE);
        assertThat(fast.hear()).as("all but the one that told that the other is behind").hasSize(9);
        loop.advance(Duration.ofSeconds(1));
        otherLoop.run();
        assertThat(fast.hear()).as("which it does not keep for itself").hasSize(1);
        slow.outbox.writable(true);
        slow.peer.writable();
        assertThat(slow.heard()).isEmpty();
    }

    @Test
    void nobodyLooksAfterThoseWhoAreAway() {
        HandClient.kept(shard, "away").subscribe(SHARED, Qos.AT_LEAST_ONCE).lose();
        int timers = loop.timers();
        publish(3, Qos.AT_LEAST_ONCE);
        assertThat(loop.timers()).isEqualTo(timers);
    }

    @Test
    void whoComesBackAndStaysBehindIsRelievedToo() {
        HandClient.kept(shard, "slow", 1).subscribe(SHARED, Qos.AT_LEAST_ONCE).lose();
        publish(4, Qos.AT_LEAST_ONCE);
        HandClient slow = HandClient.kept(shard, "slow", 1);
        assertThat(HandClient.texts(slow.heard())).containsExactly("1");
        HandClient idle = HandClient.kept(otherShard, "idle").subscribe(SHARED, Qos.AT_LEAST_ONCE);
        loop.advance(Duration.ofSeconds(1));
        otherLoop.run();
        assertThat(idle.hear()).containsExactly("2", "3", "4");
    }

    @Test
    void whatAMemberLeavesBehindGoesToOthers() {
        HandClient dies = HandClient.kept(shard, "dies", 2).subscribe(SHARED, Qos.AT_LEAST_ONCE);
        publish(4, Qos.AT_LEAST_ONCE);
        assertThat(dies.heard()).hasSize(2);
        HandClient stays = HandClient.kept(otherShard, "stays").subscribe(SHARED, Qos.AT_LEAST_ONCE);
        dies.lose();
        otherLoop.run();
        assertThat(stays.hear()).containsExactly(all(4));
        assertThat(HandClient.kept(shard, "dies").heard()).as("nothing is left for it").isEmpty();
    }

    @Test
    @Spec({"MQTT-4.8.2-4", "MQTT-4.8.2-5"})
    void whatIsUnderWayExactlyOnceStaysWithItsMemberAndDiesWithIt() {
        HandClient first = HandClient.kept(shard, "first", 1).subscribe(SHARED, Qos.EXACTLY_ONCE);
        publish(2, Qos.EXACTLY_ONCE);
        int id = first.heard().get(0).packetId();
        HandClient second = HandClient.kept(shard, "second").subscribe(SHARED, Qos.EXACTLY_ONCE);
        first.lose();
        assertThat(HandClient.texts(second.heard())).as("what was not sent yet").containsExactly("2");
        HandClient back = HandClient.kept(shard, "first", 1);
        Publish again = back.heard().get(0);
        assertThat(again.dup()).isTrue();
        assertThat(again.packetId()).isEqualTo(id);
        back.lose();
        loop.advance(Duration.ofSeconds(1_001));
        assertThat(second.heard()).isEmpty();
    }

    @Test
    void whatWaitsForThoseWhoAreAwayGoesToTheFirstWhoComes() {
        HandClient.kept(shard, "one").subscribe(SHARED, Qos.AT_LEAST_ONCE).lose();
        HandClient.kept(otherShard, "two").subscribe(SHARED, Qos.AT_LEAST_ONCE).lose();
        publish(6, Qos.AT_LEAST_ONCE);
        HandClient one = HandClient.kept(shard, "one");
        otherLoop.run();
        loop.run();
        assertThat(one.hear()).containsExactlyInAnyOrder(all(6));
    }

    @Test
    void aSessionThatEndsLeavesItsMessagesToTheOthers() {
        HandClient.kept(shard, "ends").subscribe(SHARED, Qos.AT_LEAST_ONCE).lose();
        publish(3, Qos.AT_LEAST_ONCE);
        loop.advance(Duration.ofSeconds(600));
        HandClient.kept(otherShard, "away").subscribe(SHARED, Qos.AT_LEAST_ONCE).lose();
        loop.advance(Duration.ofSeconds(401));
        otherLoop.run();
        assertThat(HandClient.kept(otherShard, "away").hear()).containsExactly(all(3));
    }

    @Test
    void aFullQueueOverflowsIntoAnother() {
        HandClient full = HandClient.kept(shard, "full").subscribe(SHARED, Qos.AT_LEAST_ONCE);
        full.outbox.writable(false);
        publish(5, Qos.AT_LEAST_ONCE);
        HandClient free = HandClient.kept(shard, "free").subscribe(SHARED, Qos.AT_LEAST_ONCE);
        publish(5, Qos.AT_LEAST_ONCE);
        assertThat(free.hear()).hasSize(5);
    }

    @Test
    @Spec("MQTT-4.8.2-6")
    void whatAMemberRefusesGoesToNobodyElse() {
        HandClient picky = HandClient.kept(shard, "picky").subscribe(SHARED, Qos.EXACTLY_ONCE);
        publish(1, Qos.EXACTLY_ONCE);
        int id = picky.heard().get(0).packetId();
        HandClient other = HandClient.kept(shard, "other").subscribe(SHARED, Qos.EXACTLY_ONCE);
        picky.peer.received(new PubRec(id, ReasonCode.UNSPECIFIED_ERROR));
        picky.lose();
        assertThat(other.heard()).isEmpty();
    }

    private void publish(int count, Qos qos) {
        for (int i = 1; i <= count; i++) {
            publisher.publish("t", String.valueOf(i), qos);
            if (qos == Qos.EXACTLY_ONCE) {
                publisher.outbox.next(PubRec.class);
                publisher.peer.received(new PubRel(1));
                publisher.outbox.next(PubComp.class);
            }
        }
        otherLoop.run();
    }

    private static List<String> both(List<String> one, List<String> other) {
        List<String> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    private static String[] all(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(String::valueOf).toArray(String[]::new);
    }
}
