package tidings.client.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tidings.mqtt.Properties;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;

/// What the server has granted, to be asked for again where it has lost the session.
final class Subscriptions {

    /// So many go into one SUBSCRIBE, which even small servers take.
    private static final int TOGETHER = 100;

    private final Map<TopicFilter, Granted> granted = new LinkedHashMap<>();

    /// One subscription, with the properties of its SUBSCRIBE.
    private record Granted(Subscription subscription, Properties properties) {}

    /// Subscriptions that go into one SUBSCRIBE.
    record Batch(Properties properties, List<Subscription> subscriptions) {}

    void granted(List<Subscription> wanted, Properties properties, SubAck ack) {
        for (int i = 0; i < wanted.size() && i < ack.reasons().size(); i++) {
            if (!ack.reasons().get(i).isError()) {
                granted.put(wanted.get(i).filter(), new Granted(wanted.get(i), properties));
            }
        }
    }

    void removeAll(Collection<TopicFilter> filters) {
        granted.keySet().removeAll(filters);
    }

    /// All of them, those with the same properties together.
    List<Batch> batches() {
        Map<Properties, List<Subscription>> alike = new LinkedHashMap<>();
        granted.values()
                .forEach(each -> alike.computeIfAbsent(each.properties, none -> new ArrayList<>())
                        .add(each.subscription));
        List<Batch> batches = new ArrayList<>();
        alike.forEach((properties, subscriptions) -> {
            for (int i = 0; i < subscriptions.size(); i += TOGETHER) {
                int end = Math.min(i + TOGETHER, subscriptions.size());
                batches.add(new Batch(properties, subscriptions.subList(i, end)));
            }
        });
        return batches;
    }
}
