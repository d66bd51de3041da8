package tidings.bench.brokers;

import java.util.ArrayList;
import java.util.List;

/// Who publishes how much to whom.
///
/// @param name such as `pairs-50-q1`
/// @param publishers each to a topic of its own
/// @param receivers as the shape says
/// @param qos of messages and subscriptions
/// @param window messages that a publisher may have under way: not with all receivers yet or, where there are none, not
///        acknowledged yet
record Scenario(String name, Shape shape, int publishers, int receivers, int qos, int window) {

    enum Shape {
        /// Each receiver hears the publisher of its number.
        PAIRS,
        /// Each receiver hears all publishers.
        ALL,
        /// Nobody hears anything.
        NOBODY
    }

    /// Those of the comparison.
    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (int qos = 0; qos <= 2; qos++) {
            all.add(new Scenario("pairs-50-q" + qos, Shape.PAIRS, 50, 50, qos, 20));
            all.add(new Scenario("fanin-100-q" + qos, Shape.ALL, 100, 1, qos, 10));
            all.add(new Scenario("fanout-100-q" + qos, Shape.ALL, 1, 100, qos, 20));
        }
        all.add(new Scenario("acks-100-w20-q1", Shape.NOBODY, 100, 0, 1, 20));
        all.add(new Scenario("acks-1000-w1-q1", Shape.NOBODY, 1_000, 0, 1, 1));
        all.add(new Scenario("acks-100-w20-q2", Shape.NOBODY, 100, 0, 2, 20));
        return all;
    }

    String topic(int publisher) {
        return "bench/device" + publisher + "/telemetry";
    }

    String filter(int receiver) {
        return shape == Shape.PAIRS ? topic(receiver) : "bench/#";
    }

    /// How many are to hear each message.
    int hearers() {
        return switch (shape) {
            case PAIRS -> 1;
            case ALL -> receivers;
            case NOBODY -> 0;
        };
    }

    boolean isFor(int receiver, int publisher) {
        return shape == Shape.ALL || receiver == publisher;
    }
}
