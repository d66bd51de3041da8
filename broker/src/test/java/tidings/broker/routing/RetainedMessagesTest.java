package tidings.broker.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tidings.broker.routing.RetainedMessages.Retained;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;
import tidings.testkit.Check;
import tidings.testkit.Gen;
import tidings.testkit.Spec;

class RetainedMessagesTest {

    private static final Gen<Message> MESSAGES = (random, size) -> Message.of(Topics.name(random).text(),
            random.nextInt(3) == 0 ? "" : "m" + random.nextInt(100));

    @Test
    @Spec({"MQTT-3.3.1-5", "MQTT-3.3.1-6", "MQTT-3.3.1-7", "MQTT-4.7.2-1"})
    void keepsTheLastOfEachTopicAndFindsItByEveryFilterThatMatches() {
        Check.forAll(Gen.lists(MESSAGES), messages -> {
            RetainedMessages kept = new RetainedMessages(1_000, 1_000_000);
            Map<TopicName, Message> model = new HashMap<>();
            for (Message message : messages) {
                assertThat(kept.put(message, null, 0)).isTrue();
                model.put(message.topic(), message);
            }
            model.values().removeIf(message -> message.payload().isEmpty());
            assertThat(kept.size()).isEqualTo(model.size());
            RandomGenerator random = new SplittableRandom(messages.size());
            for (int i = 0; i < 20; i++) {
                TopicFilter filter = Topics.filter(random);
                List<Message> expected = model.values()
                        .stream()
                        .filter(message -> filter.matches(message.topic()))
                        .toList();
                assertThat(found(kept, filter)).as("%s", filter).containsExactlyInAnyOrderElementsOf(expected);
            }
        });
    }

    @Test
    void takesNoNewTopicBeyondTheLimitButStillReplacesAndRemoves() {
        RetainedMessages kept = new RetainedMessages(2, 1_000);
        assertThat(kept.put(Message.of("a", "1"), null, 0)).isTrue();
        assertThat(kept.put(Message.of("a/b", "2"), null, 0)).isTrue();
        assertThat(kept.put(Message.of("a/c", "3"), null, 0)).isFalse();
        assertThat(kept.put(Message.of("a/b/c/d", "3"), null, 0)).isFalse();
        assertThat(kept.put(Message.of("a", "4"), null, 0)).isTrue();
        assertThat(found(kept, TopicFilter.of("#"))).containsExactlyInAnyOrder(
                Message.of("a", "4"), Message.of("a/b", "2"));
        assertThat(kept.put(Message.of("a", ""), null, 0)).isTrue();
        assertThat(kept.put(Message.of("a/c", "3"), null, 0)).isTrue();
        assertThat(kept.size()).isEqualTo(2);
    }

    @Test
    void takesNoMoreBytesThanTheLimit() {
        RetainedMessages kept = new RetainedMessages(100, 10);
        assertThat(kept.put(Message.of("a", "12345"), null, 0)).isTrue();
        assertThat(kept.put(Message.of("b", "1234"), null, 0)).isFalse();
        assertThat(kept.put(Message.of("b", "123"), null, 0)).isTrue();
        assertThat(kept.put(Message.of("a", "123456"), null, 0)).isFalse();
        assertThat(kept.put(Message.of("b", ""), null, 0)).isTrue();
        assertThat(kept.put(Message.of("a", "123456789"), null, 0)).isTrue();
        assertThat(found(kept, TopicFilter.of("#"))).containsExactly(Message.of("a", "123456789"));
    }

    @Test
    void whatHasExpiredMakesRoom() {
        RetainedMessages kept = new RetainedMessages(2, 1_000);
        Message old = Message.of("a/old", "x").with(Property.MESSAGE_EXPIRY_INTERVAL, 5L);
        assertThat(kept.put(old, null, 0)).isTrue();
        assertThat(kept.put(Message.of("b", "x"), null, 0)).isTrue();
        assertThat(kept.put(Message.of("c", "x"), null, 4_999_999_999L)).isFalse();
        assertThat(kept.put(Message.of("c", "x"), null, 5_000_000_000L)).isTrue();
        assertThat(found(kept, TopicFilter.of("#"))).extracting(message -> message.topic().text())
                .containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void onlyWhatHasExpiredIsForgottenAndNotWhatTookItsPlace() {
        RetainedMessages kept = new RetainedMessages(2, 1_000);
        kept.put(Message.of("a", "old"), null, 0);
        Retained old = kept.match(TopicFilter.of("a")).next();
        assertThat(old).isNotNull();
        kept.put(Message.of("a", "new"), null, 0);
        kept.forget(old);
        assertThat(found(kept, TopicFilter.of("a"))).containsExactly(Message.of("a", "new"));
    }

    @Test
    void aWalkThatRestsFindsWhatIsThereAllTheTimeAndTheNewestOfIt() {
        RetainedMessages kept = new RetainedMessages(1_000, 1_000_000);
        for (int i = 0; i < 100; i++) {
            kept.put(Message.of("t/" + i, "old"), null, 0);
        }
        RetainedCursor cursor = kept.match(TopicFilter.of("t/+"));
        List<String> topics = new ArrayList<>();
        for (Retained next = cursor.next(); next != null; next = cursor.next()) {
            if (topics.isEmpty()) {
                for (int i = 0; i < 100; i++) {
                    kept.put(Message.of("t/" + i, "new"), null, 0);
                    kept.put(Message.of("t/gone" + i, "x"), null, 0);
                    kept.put(Message.of("t/gone" + i, ""), null, 0);
                }
            } else {
                assertThat(next.message().payload().asUtf8()).isEqualTo("new");
            }
            topics.add(next.message().topic().text());
        }
        assertThat(topics).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void depthCostsNoStack() {
        RetainedMessages kept = new RetainedMessages(10, 1_000_000);
        Message deep = Message.of("x/".repeat(30_000) + "y", "deep");
        assertThat(kept.put(deep, null, 0)).isTrue();
        assertThat(found(kept, TopicFilter.of("#"))).containsExactly(deep);
        assertThat(found(kept, TopicFilter.of("+/".repeat(30_000) + "y"))).containsExactly(deep);
        assertThat(kept.put(Message.of(deep.topic().text(), ""), null, 0)).isTrue();
        assertThat(kept.size()).isZero();
    }

    private static List<Message> found(RetainedMessages kept, TopicFilter filter) {
        List<Message> found = new ArrayList<>();
        RetainedCursor cursor = kept.match(filter);
        for (Retained next = cursor.next(); next != null; next = cursor.next()) {
            found.add(next.message());
        }
        return found;
    }
}
