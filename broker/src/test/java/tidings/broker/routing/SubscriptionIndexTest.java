package tidings.broker.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                assertThat(tree.match(topic).recipients()).doesNotHaveDuplicates();
                assertThat(found(tree, topic)).as("%s", topic).isEqualTo(expected(model, topic));
            }
        });
    }

    @Test
    void subscribingAgainReplacesTheOptions() {
        TopicFilter filter = TopicFilter.of("a/+");
        index.add(filter, new Recipient<>("s", Qos.EXACTLY_ONCE, true, true, List.of(1), null, null));
        Recipient<String> plain = recipient("s", Qos.AT_MOST_ONCE);
        index.add(filter, plain);
        assertThat(index.match(TopicName.of("a/b")).recipients()).containsExactly(plain);
    }

    @Test
    void depthCostsNoStack() {
        String deep = "x/".repeat(30_000);
        TopicFilter filter = TopicFilter.of(deep + "#");
        index.add(filter, recipient("s", Qos.AT_MOST_ONCE));
        assertThat(index.match(TopicName.of(deep + "y")).recipients()).hasSize(1);
        index.remove(filter, "s");
        assertThat(index.match(TopicName.of(deep + "y")).recipients()).isEmpty();
    }

    /// A filter, and a topic: whether the topic's version changes with the filter.
    @ParameterizedTest
    @CsvSource({
        "a, a, true", "a/b, a/b, true", "a/b/c, a/b, true", "a/#, a, true", "a/+/c, a/b/c, true", "+/b, a/b, true",
        "#, x/y/z, true", "$share/g/a/b, a/b, true", "a/b, a/c, false", "a/b/c, x/b/c, false",
        "devices/1/+, devices/2/x, false",
    })
    void theVersionOfATopicChangesWithFiltersNearIt(String filter, String topic, boolean near) {
        long place = SubscriptionIndex.place(TopicName.of(topic));
        long before = index.version(place);
        index.add(TopicFilter.of(filter), recipient("s", Qos.AT_MOST_ONCE));
        long between = index.version(place);
        assertThat(between != before).isEqualTo(near);
        index.remove(TopicFilter.of(filter), "s");
        assertThat(index.version(place) != between).isEqualTo(near);
    }

    @Test
    void manyOnOneFilterAreEachFoundOnceAsTheyComeAndGo() {
        TopicFilter filter = TopicFilter.of("popular");
        TopicName topic = TopicName.of("popular");
        for (int i = 0; i < 1_000; i++) {
            index.add(filter, recipient("s" + i, Qos.AT_MOST_ONCE));
            index.add(filter, recipient("s" + i / 2, Qos.AT_LEAST_ONCE));
            assertThat(index.match(topic).recipients()).hasSize(i + 1);
        }
        assertThat(found(index, topic)).containsEntry("s499", Qos.AT_LEAST_ONCE)
                .containsEntry("s500", Qos.AT_MOST_ONCE);
        for (int i = 0; i < 1_000; i++) {
            index.remove(filter, "s" + i);
            assertThat(index.match(topic).recipients()).hasSize(999 - i);
        }
    }

    @Test
    @Spec("MQTT-3.8.3-3")
    void hearsItsOwnMessagesBySubscriptionsThatAllowIt() {
        index.add(TopicFilter.of("a"), new Recipient<>("s", Qos.EXACTLY_ONCE, true, true, List.of(1), null, null));
        index.add(TopicFilter.of("+"), new Recipient<>("s", Qos.AT_MOST_ONCE, false, false, List.of(2), null, null));
        Recipient<String> all = index.match(TopicName.of("a")).recipients().iterator().next();
        assertThat(all.ofMessageFrom("other")).isSameAs(all);
        assertThat(all.qos()).isEqualTo(Qos.EXACTLY_ONCE);
        assertThat(all.identifiers()).containsExactlyInAnyOrder(1, 2);
        assertThat(all.ofMessageFrom("s"))
                .isEqualTo(new Recipient<>("s", Qos.AT_MOST_ONCE, false, false, List.of(2), null, null));
        index.remove(TopicFilter.of("+"), "s");
        assertThat(index.match(TopicName.of("a")).recipients().iterator().next().ofMessageFrom("s")).isNull();
    }

    @Test
    @Spec("MQTT-4.8.2-3")
    void aGroupHasOneTurnAfterTheOtherAndPrefersWhoIsReady() {
        TopicFilter filter = TopicFilter.of("$share/g/a/+");
        for (String name : List.of("one", "two", "three")) {
            index.add(filter, recipient(name, Qos.AT_MOST_ONCE));
        }
        index.add(TopicFilter.of("a/b"), recipient("one", Qos.AT_MOST_ONCE));
        Matches<String> matches = index.match(TopicName.of("a/b"));
        assertThat(matches.recipients()).extracting(Recipient::session).containsExactly("one");
        SharedGroup<String> group = matches.groups().get(0);
        assertThat(chosen(group, name -> SharedGroup.READY)).containsOnly(
                Map.entry("one", 10), Map.entry("two", 10), Map.entry("three", 10));
        assertThat(chosen(group, name -> name.equals("two") ? SharedGroup.BUSY : SharedGroup.AWAY))
                .containsOnlyKeys("two");
        assertThat(group.choose(name -> SharedGroup.BUSY, SharedGroup.READY, null)).isNull();
        index.remove(filter, "two");
        assertThat(chosen(group, name -> SharedGroup.AWAY)).containsOnlyKeys("one", "three");
        index.remove(filter, "one");
        index.remove(filter, "three");
        assertThat(index.match(TopicName.of("a/b")).groups()).isEmpty();
    }

    @Test
    void aLargeGroupFindsTheOneWhoIsThere() {
        TopicFilter filter = TopicFilter.of("$share/g/t");
        for (int i = 0; i < 10_000; i++) {
            index.add(filter, recipient("s" + i, Qos.AT_MOST_ONCE));
        }
        for (int i = 0; i < 10_000; i += 2) {
            index.remove(filter, "s" + i);
        }
        SharedGroup<String> group = index.match(TopicName.of("t")).groups().get(0);
        assertThat(chosen(group, name -> name.equals("s7777") ? SharedGroup.READY : SharedGroup.AWAY))
                .containsOnlyKeys("s7777");
        Set<String> members = new HashSet<>();
        group.forEach(members::add);
        assertThat(members).hasSize(5_000).contains("s1", "s9999").doesNotContain("s0", "s9998");
        assertThat(index.sharedSubscriptions()).isEqualTo(5_000);
    }

    private static Map<String, Integer> chosen(SharedGroup<String> group, ToIntFunction<String> readiness) {
        Map<String, Integer> times = new HashMap<>();
        for (int i = 0; i < 30; i++) {
            Recipient<String> member = group.choose(readiness, SharedGroup.AWAY, null);
            assertThat(member).isNotNull();
            times.merge(member.session(), 1, Integer::sum);
        }
        return times;
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
        return tree.match(topic).recipients().stream().collect(Collectors.toMap(Recipient::session, Recipient::qos));
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
