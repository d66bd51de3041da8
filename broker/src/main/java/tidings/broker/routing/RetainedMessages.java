package tidings.broker.routing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Message;
import tidings.mqtt.TopicFilter;

/// The last message of each topic that was published to be kept (MQTT 5.0, 3.3.1.3), as a tree by level, so that a
/// look-up with wildcards walks only where they lead.
///
/// Any thread may look up while others change it; writers take turns. Recurses once a level: topics are as deep as the
/// broker's limit.
public final class RetainedMessages {

    private final int limit;
    private final Node root = new Node();
    private int size;

    /// A message that was kept.
    ///
    /// @param storedNanos when, on the broker's clock: its expiry counts from here
    public record Retained(Message message, long storedNanos) {}

    private static final class Node {
        final Map<String, Node> children = new ConcurrentHashMap<>(2);
        volatile @Nullable Retained retained;
    }

    /// @param limit how many topics have a message kept at most
    public RetainedMessages(int limit) {
        this.limit = limit;
    }

    /// Keeps a message in place of an older one of its topic; one without payload only removes the older.
    ///
    /// @return whether there was room for it
    public synchronized boolean put(Message message, long nowNanos) {
        List<String> levels = Levels.of(message.topic().text());
        if (message.payload().isEmpty()) { // [MQTT-3.3.1-6], [MQTT-3.3.1-7]
            remove(root, levels, 0);
            return true;
        }
        Node node = root;
        for (String level : levels) {
            if (size >= limit && !node.children.containsKey(level)) {
                return false; // before anything is added that would have to be taken away
            }
            node = node.children.computeIfAbsent(level, none -> new Node());
        }
        if (node.retained == null) {
            if (size >= limit) {
                return false;
            }
            size++;
        }
        node.retained = new Retained(message, nowNanos);
        return true;
    }

    /// Hands out what a filter matches.
    public void match(TopicFilter filter, Consumer<? super Retained> found) {
        walk(root, Levels.of(filter.pattern()), 0, found);
    }

    /// How many there are.
    public synchronized int size() {
        return size;
    }

    private static void walk(Node node, List<String> levels, int at, Consumer<? super Retained> found) {
        if (at == levels.size()) {
            give(node, found);
            return;
        }
        String level = levels.get(at);
        switch (level) {
            case "#" -> all(node, at == 0, found);
            case "+" -> node.children.forEach((name, child) -> {
                if (at > 0 || !name.startsWith("$")) { // [MQTT-4.7.2-1]
                    walk(child, levels, at + 1, found);
                }
            });
            default -> {
                Node child = node.children.get(level);
                if (child != null) {
                    walk(child, levels, at + 1, found);
                }
            }
        }
    }

    private static void all(Node node, boolean atRoot, Consumer<? super Retained> found) {
        give(node, found);
        node.children.forEach((name, child) -> {
            if (!atRoot || !name.startsWith("$")) {
                all(child, false, found);
            }
        });
    }

    private static void give(Node node, Consumer<? super Retained> found) {
        Retained retained = node.retained;
        if (retained != null) {
            found.accept(retained);
        }
    }

    private void remove(Node node, List<String> levels, int at) {
        if (at == levels.size()) {
            if (node.retained != null) {
                node.retained = null;
                size--;
            }
            return;
        }
        Node child = node.children.get(levels.get(at));
        if (child != null) {
            remove(child, levels, at + 1);
            if (child.retained == null && child.children.isEmpty()) {
                node.children.remove(levels.get(at));
            }
        }
    }
}
