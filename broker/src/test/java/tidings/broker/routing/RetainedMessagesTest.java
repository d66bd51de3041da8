package tidings.broker.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tidings.mqtt.Message;
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
            RetainedMessages kept = new RetainedMessages(1_000);
            Map<TopicName, Message> model = new HashMap<>();
            for (Message message : messages) {
                assertThat(kept.put(message, 0)).isTrue();
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
        RetainedMessages kept = new RetainedMessages(2);
        assertThat(kept.put(Message.of("a", "1"), 0)).isTrue();
        assertThat(kept.put(Message.of("a/b", "2"), 0)).isTrue();
        assertThat(kept.put(Message.of("a/c", "3"), 0)).isFalse();
        assertThat(kept.put(Message.of("a/b/c/d", "3"), 0)).isFalse();
        assertThat(kept.put(Message.of("a", "4"), 0)).isTrue();
        assertThat(found(kept, TopicFilter.of("#"))).containsExactlyInAnyOrder(
                Message.of("a", "4"), Message.of("a/b", "2"));
        assertThat(kept.put(Message.of("a", ""), 0)).isTrue();
        assertThat(kept.put(Message.of("a/c", "3"), 0)).isTrue();
        assertThat(kept.size()).isEqualTo(2);
    }

    private static List<Message> found(RetainedMessages kept, TopicFilter filter) {
        List<Message> found = new ArrayList<>();
        kept.match(filter, retained -> found.add(retained.message()));
        return found;
    }
}
