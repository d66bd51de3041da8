package tidings.broker.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tidings.mqtt.Qos;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;
import tidings.testkit.Check;
import tidings.testkit.Gen;
import tidings.testkit.Spec;

class SubscriptionIndexTest {

    private final SubscriptionIndex<String> index = new SubscriptionIndex<>();

    private record Change(String session, TopicFilter filter, Qos qos, boolean add) {}

    private static final Gen<Change> CHANGES = (random, size) -> new Change(
            "s" + random.nextInt(4), Topics.filter(random), Qos.values()[random.nextInt(3)], random.nextInt(3) > 0);

    @Test
    @Spec({"MQTT-4.7.1-1", "MQTT-4.7.2-1", "MQTT-4.7.3-4", "MQTT-3.8.3-3"})
    void findsWhoeverHasAFilterThatMatchesOnceAndAtTheBestQuality() {
        Check.forAll(Gen.lists(CHANGES), changes -> {
            SubscriptionIndex<String> tree = new SubscriptionIndex<>();
            Map<String, Map<TopicFilter, Qos>> model = new HashMap<>();
            for (Change change : changes) {
                apply(change, tree, model);
            }
            RandomGenerator random = new SplittableRandom(changes.size());
            for (int i = 0; i < 20; i++) {
                TopicName topic = Topics.name(random);
                assertThat(tree.match(topic)).doesNotHaveDuplicates();
                assertThat(found(tree, topic)).as("%s", topic).isEqualTo(expected(model, topic));
            }
        });
    }

    @Test
    void subscribingAgainReplacesTheOptions() {
        TopicFilter filter = TopicFilter.of("a/+");
        index.add(filter, new Recipient<>("s", Qos.EXACTLY_ONCE, true, true, List.of(1)));
        Recipient<String> plain = recipient("s", Qos.AT_MOST_ONCE);
        index.add(filter, plain);
        assertThat(index.match(TopicName.of("a/b"))).containsExactly(plain);
    }

    @Test
    void depthCostsNoStack() {
        String deep = "x/".repeat(30_000);
        TopicFilter filter = TopicFilter.of(deep + "#");
        index.add(filter, recipient("s", Qos.AT_MOST_ONCE));
        assertThat(index.match(TopicName.of(deep + "y"))).hasSize(1);
        index.remove(filter, "s");
        assertThat(index.match(TopicName.of(deep + "y"))).isEmpty();
    }

    @Test
    void everyChangeIsCounted() {
        long before = index.changes();
        index.add(TopicFilter.of("a"), recipient("s", Qos.AT_MOST_ONCE));
        long between = index.changes();
        index.remove(TopicFilter.of("a"), "s");
        assertThat(between).isNotEqualTo(before);
        assertThat(index.changes()).isNotEqualTo(between);
    }

    @Test
    void whoStaysIsFoundWhileOthersComeAndGo() {
        index.add(TopicFilter.of("a/+"), recipient("stays", Qos.AT_MOST_ONCE));
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> churn = CompletableFuture.runAsync(() -> {
            RandomGenerator random = new SplittableRandom(1);
            for (int i = 0; i < 20_000; i++) {
                TopicFilter filter = Topics.filter(random);
                index.add(filter, recipient("goes", Qos.AT_LEAST_ONCE));
                index.remove(filter, "goes");
            }
        }).whenComplete((none, failure) -> over.set(true));
        TopicName topic = TopicName.of("a/b");
        while (!over.get()) {
            assertThat(found(index, topic)).containsEntry("stays", Qos.AT_MOST_ONCE);
        }
        churn.join();
        assertThat(found(index, topic)).containsOnlyKeys("stays");
    }

    private static void apply(
            Change change, SubscriptionIndex<String> tree, Map<String, Map<TopicFilter, Qos>> model) {
        Map<TopicFilter, Qos> filters = model.computeIfAbsent(change.session, none -> new HashMap<>());
        if (change.add) {
            filters.put(change.filter, change.qos);
            tree.add(change.filter, recipient(change.session, change.qos));
        } else {
            TopicFilter gone = filters.keySet().stream().findAny().orElse(change.filter);
            filters.remove(gone);
            tree.remove(gone, change.session);
        }
    }

    private static Map<String, Qos> found(SubscriptionIndex<String> tree, TopicName topic) {
        return tree.match(topic).stream().collect(Collectors.toMap(Recipient::session, Recipient::qos));
    }

    private static Map<String, Qos> expected(Map<String, Map<TopicFilter, Qos>> model, TopicName topic) {
        Map<String, Qos> best = new HashMap<>();
        model.forEach((session, filters) -> filters.forEach((filter, qos) -> {
            if (filter.matches(topic)) {
                best.merge(session, qos, (one, other) -> one.compareTo(other) >= 0 ? one : other);
            }
        }));
        return best;
    }

    private static Recipient<String> recipient(String session, Qos qos) {
        return Recipient.of(session, Subscription.of("any", qos), List.of());
    }
}
