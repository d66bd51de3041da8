package tidings.broker.routing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;

/// Who subscribed to what, as a tree by level.
///
/// ```
/// root -- home -- +       -- light   : [a, b]      home/+/light
///              \- kitchen -- #       : [c]         home/kitchen/#
/// ```
///
/// A node has its literal children in a map, and the wildcards `+` and `#` in fields of their own, so that a match asks
/// at most three things of each node it passes. Who subscribed at a node is an immutable list behind a volatile field.
///
/// Readers never lock: any thread may match while others change the tree, and sees each subscription before or after its
/// change. Writers take turns. Nodes that nobody needs are cut off at once. Neither a match nor a change recurses, so the
/// depth of topics costs no stack.
///
/// @param <S> the session
public final class SubscriptionIndex<S> {

    private final Node<S> root = new Node<>();
    private volatile long changes;

    private static final class Node<S> {
        final Map<String, Node<S>> literals = new ConcurrentHashMap<>(2);
        volatile @Nullable Node<S> plus;
        volatile @Nullable Node<S> hash;
        volatile List<Recipient<S>> recipients = List.of();

        @Nullable
        Node<S> child(String level) {
            return switch (level) {
                case "+" -> plus;
                case "#" -> hash;
                default -> literals.get(level);
            };
        }

        void child(String level, @Nullable Node<S> child) {
            switch (level) {
                case "+" -> plus = child;
                case "#" -> hash = child;
                default -> {
                    if (child == null) {
                        literals.remove(level);
                    } else {
                        literals.put(level, child);
                    }
                }
            }
        }

        boolean isEmpty() {
            return recipients.isEmpty() && plus == null && hash == null && literals.isEmpty();
        }
    }

    private record Visit<S>(Node<S> node, int level) {}

    /// How often anything has changed: what was matched before a change may be different after it.
    public long changes() {
        return changes;
    }

    /// Adds a subscription, or replaces the one that the same session has to the same filter.
    public synchronized void add(TopicFilter filter, Recipient<S> recipient) {
        Node<S> node = root;
        for (String level : Levels.of(filter.pattern())) {
            Node<S> next = node.child(level);
            if (next == null) {
                next = new Node<>();
                node.child(level, next);
            }
            node = next;
        }
        List<Recipient<S>> changed = without(node.recipients, recipient.session());
        changed.add(recipient);
        node.recipients = List.copyOf(changed);
        bumpChanges();
    }

    /// Removes a subscription, if it is there.
    public synchronized void remove(TopicFilter filter, S session) {
        List<String> levels = Levels.of(filter.pattern());
        List<Node<S>> path = new ArrayList<>(levels.size() + 1);
        Node<S> node = root;
        path.add(node);
        for (String level : levels) {
            node = node.child(level);
            if (node == null) {
                return;
            }
            path.add(node);
        }
        node.recipients = List.copyOf(without(node.recipients, session));
        for (int i = levels.size(); i > 0 && path.get(i).isEmpty(); i--) {
            path.get(i - 1).child(levels.get(i - 1), null);
        }
        bumpChanges();
    }

    /// Who is to hear a message on a topic, each once.
    public Collection<Recipient<S>> match(TopicName topic) {
        List<String> levels = Levels.of(topic.text());
        List<List<Recipient<S>>> found = new ArrayList<>();
        Deque<Visit<S>> open = new ArrayDeque<>();
        visit(root, levels, 0, topic.startsWithDollar(), open, found);
        for (Visit<S> next = open.poll(); next != null; next = open.poll()) {
            visit(next.node, levels, next.level, false, open, found);
        }
        return found.size() == 1 ? found.get(0) : merged(found);
    }

    private static <S> void visit(
            Node<S> node, List<String> levels, int level, boolean dollar, Deque<Visit<S>> open,
            List<List<Recipient<S>>> found) {
        Node<S> hash = node.hash;
        if (hash != null && !dollar) { // [MQTT-4.7.2-1]; also matches the parent itself
            collect(hash, found);
        }
        if (level == levels.size()) {
            collect(node, found);
            return;
        }
        Node<S> plus = node.plus;
        if (plus != null && !dollar) {
            open.add(new Visit<>(plus, level + 1));
        }
        Node<S> literal = node.literals.get(levels.get(level));
        if (literal != null) {
            open.add(new Visit<>(literal, level + 1));
        }
    }

    private static <S> void collect(Node<S> node, List<List<Recipient<S>>> found) {
        List<Recipient<S>> recipients = node.recipients;
        if (!recipients.isEmpty()) {
            found.add(recipients);
        }
    }

    private static <S> Collection<Recipient<S>> merged(List<List<Recipient<S>>> found) {
        Map<S, Recipient<S>> bySession = new LinkedHashMap<>();
        for (List<Recipient<S>> recipients : found) {
            for (Recipient<S> recipient : recipients) {
                bySession.merge(recipient.session(), recipient, Recipient::and);
            }
        }
        return bySession.values();
    }

    private static <S> List<Recipient<S>> without(List<Recipient<S>> recipients, S session) {
        List<Recipient<S>> rest = new ArrayList<>(recipients.size() + 1);
        for (Recipient<S> recipient : recipients) {
            if (!recipient.session().equals(session)) {
                rest.add(recipient);
            }
        }
        return rest;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // writers hold the lock; the field is volatile for readers
    private void bumpChanges() {
        changes++;
    }
}
