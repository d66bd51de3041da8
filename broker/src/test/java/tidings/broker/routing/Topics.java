package tidings.broker.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;

/// Random topics and filters of so few levels that many of them meet.
final class Topics {

    private static final List<String> LEVELS = List.of("a", "b", "", "$x");

    private Topics() {}

    static TopicName name(RandomGenerator random) {
        String text = String.join("/", levels(random, LEVELS));
        return TopicName.of(text.isEmpty() ? "/" : text);
    }

    static TopicFilter filter(RandomGenerator random) {
        List<String> levels = levels(random, List.of("a", "b", "", "$x", "+", "+"));
        if (random.nextInt(3) == 0) {
            levels.set(levels.size() - 1, "#");
        }
        String text = String.join("/", levels);
        return TopicFilter.of(text.isEmpty() ? "/" : text);
    }

    private static List<String> levels(RandomGenerator random, List<String> alphabet) {
        List<String> levels = new ArrayList<>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            levels.add(alphabet.get(random.nextInt(alphabet.size())));
        }
        return levels;
    }
}
