package tidings.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tidings.broker.Limits;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.PubAck;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.Unsubscribe;

/// Many retained messages for one who subscribes, with a loop that a test runs by hand.
class RetainedFeedTest {

    private static final int MANY = 1_000;
    private static final Limits LIMITS = Limits.defaults().withQueue(10, 1_000);

    private final HandLoop loop = new HandLoop();
    private final Router router = new Router(LIMITS);
    private final Shard shard = new Shard(0, 1, loop, router, LIMITS, new AtomicInteger());
    private final HandClient publisher;

    RetainedFeedTest() {
        router.start(List.of(shard));
        publisher = HandClient.passing(shard, "publisher");
        for (int i = 0; i < MANY; i++) {
            retain("t/" + i, "old");
        }
    }

    @Test
    void theLoopHasOtherTurnsBetweenTheSlices() {
        HandClient client = HandClient.passing(shard, "c").subscribe("t/#", Qos.AT_MOST_ONCE);
        int first = client.heard().size();
        assertThat(first).isBetween(1, MANY / 10);
        publisher.publish("t/live", "live", Qos.AT_MOST_ONCE);
        assertThat(HandClient.texts(client.heard())).as("whoever publishes does not wait").containsExactly("live");
        loop.run();
        assertThat(client.heard()).hasSize(MANY - first);
    }

    @Test
    void whoCannotTakeThemAllAtOnceLosesNone() {
        HandClient client = HandClient.kept(shard, "c", 5).subscribe("t/#", Qos.AT_LEAST_ONCE);
        List<Publish> waiting = client.heard();
        assertThat(waiting).hasSize(5);
        List<String> topics = new ArrayList<>();
        while (!waiting.isEmpty()) {
            for (Publish publish : waiting) {
                topics.add(publish.message().topic().text());
                client.peer.received(new PubAck(publish.packetId()));
            }
            loop.run();
            waiting = client.heard();
            assertThat(waiting.size()).isLessThanOrEqualTo(5);
        }
        assertThat(topics).hasSize(MANY).doesNotHaveDuplicates();
    }

    @Test
    void whoStopsReadingGetsTheRestLater() {
        HandClient client = HandClient.passing(shard, "c");
        client.outbox.writable(false);
        client.subscribe("t/#", Qos.AT_MOST_ONCE);
        loop.run();
        assertThat(client.heard()).isEmpty();
        client.outbox.writable(true);
        client.peer.writable();
        loop.run();
        assertThat(client.heard()).hasSize(MANY);
    }

    @Test
    void theOlderMessageOfATopicIsNeverTheLast() {
        HandClient client = HandClient.kept(shard, "c", 5).subscribe("t/#", Qos.AT_LEAST_ONCE);
        for (int i = 0; i < MANY; i++) {
            retain("t/" + i, "new");
        }
        List<Publish> heard = new ArrayList<>();
        for (List<Publish> some = client.heard(); !some.isEmpty(); some = client.heard()) {
            some.forEach(publish -> client.peer.received(new PubAck(publish.packetId())));
            heard.addAll(some);
            loop.run();
        }
        for (int i = heard.size() - 1; i > 10; i--) {
            assertThat(heard.get(i).message().payload().asUtf8()).isEqualTo("new");
        }
    }

    @Test
    void whoUnsubscribesGetsNoMore() {
        HandClient client = HandClient.passing(shard, "c").subscribe("t/#", Qos.AT_MOST_ONCE);
        client.heard();
        client.peer.received(new Unsubscribe(2, List.of(TopicFilter.of("t/#")), Properties.NONE));
        client.outbox.next();
        loop.run();
        assertThat(client.heard()).isEmpty();
    }

    @Test
    void whoComesBackGoesOn() {
        HandClient client = HandClient.kept(shard, "c", 5).subscribe("t/#", Qos.AT_LEAST_ONCE);
        client.lose();
        HandClient back = HandClient.kept(shard, "c", 65_535);
        loop.run();
        assertThat(back.heard()).extracting(publish -> publish.message().topic().text())
                .hasSize(MANY)
                .doesNotHaveDuplicates();
    }

    private void retain(String topic, String text) {
        Message message = Message.of(topic, text).withRetain(true).withQos(Qos.AT_LEAST_ONCE);
        publisher.peer.received(new Publish(message, false, 1));
        publisher.peer.readComplete();
        publisher.outbox.next(PubAck.class);
    }
}
