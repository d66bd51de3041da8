package tidings.broker.routing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
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
/// at most three things of each node it passes. Who subscribed at a node is in [Subscribers], and those who share a
/// subscription there in a [SharedGroup] for each name.
///
/// Readers never lock: any thread may match while others change the tree, and sees each subscription before or after its
/// change. Writers take turns. Nodes that nobody needs are cut off at once. Neither a match nor a change recurses, so the
/// depth of topics costs no stack.
///
/// @param <S> the session
public final class SubscriptionIndex<S> {

    private final Node<S> root = new Node<>();
    private volatile int subscriptions;
    private volatile int sharedSubscriptions;
    private final Versions versions = new Versions();

    private static final class Node<S> {
        final Map<String, Node<S>> literals = new ConcurrentHashMap<>(2);
        volatile @Nullable Node<S> plus;
        volatile @Nullable Node<S> hash;
        final Subscribers<S> subscribers = new Subscribers<>();
        volatile Map<String, SharedGroup<S>> groups = Map.of();

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
            return subscribers.isEmpty() && groups.isEmpty() && plus == null && hash == null && literals.isEmpty();
        }
    }

    private record Visit<S>(Node<S> node, int level) {}

    /// Where a topic is, for [#version].
    public static long place(TopicName topic) {
        return Versions.place(topic);
    }

    /// A number that changes with everything that might concern a topic: who was found at the same number is still
    /// right.
    public long version(long place) {
        return versions.of(place);
    }

    /// Adds a subscription, or replaces the one that the same session has to the same filter.
    @SuppressWarnings("NonAtomicVolatileUpdate") // writers hold the lock; the counts are volatile for readers
    public synchronized void add(TopicFilter filter, Recipient<S> recipient) {
        Node<S> node = root;
        List<String> levels = Levels.of(filter.pattern());
        for (String level : levels) {
            Node<S> next = node.child(level);
            if (next == null) {
                next = new Node<>();
                node.child(level, next);
            }
            node = next;
        }
        String name = filter.group();
        if (name == null) {
            subscriptions += node.subscribers.put(recipient) ? 1 : 0;
        } else {
            sharedSubscriptions += group(node, name, filter).join(recipient) ? 1 : 0;
        }
        versions.changed(levels);
    }

    /// Removes a subscription, if it is there.
    @SuppressWarnings("NonAtomicVolatileUpdate") // as above
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
        String name = filter.group();
        if (name == null) {
            subscriptions -= node.subscribers.remove(session) ? 1 : 0;
        } else {
            sharedSubscriptions -= leave(node, name, session) ? 1 : 0;
        }
        for (int i = levels.size(); i > 0 && path.get(i).isEmpty(); i--) {
            path.get(i - 1).child(levels.get(i - 1), null);
        }
        versions.changed(levels);
    }

    /// How many subscriptions there are, shared ones included.
    public int subscriptions() {
        return subscriptions + sharedSubscriptions;
    }

    /// How many of them are shared.
    public int sharedSubscriptions() {
        return sharedSubscriptions;
    }

    /// Those who share a subscription, or null if nobody does.
    public synchronized @Nullable SharedGroup<S> group(TopicFilter filter) {
        Node<S> node = root;
        for (String level : Levels.of(filter.pattern())) {
            node = node.child(level);
            if (node == null) {
                return null;
            }
        }
        String name = filter.group();
        return name == null ? null : node.groups.get(name);
    }

    /// Tells of every subscription, in no order. Of what changes meanwhile it may or may not tell.
    public void forEach(BiConsumer<String, S> each) {
        record Place<S>(Node<S> node, String path) {}
        Deque<Place<S>> open = new ArrayDeque<>();
        open.add(new Place<>(root, ""));
        for (Place<S> next = open.poll(); next != null; next = open.poll()) {
            Node<S> node = next.node;
            String path = next.path;
            String start = node.equals(root) ? "" : path + "/";
            node.subscribers.all().forEach(recipient -> each.accept(path, recipient.session()));
            node.groups.values()
                    .forEach(
                            group -> group.forEach(member -> each.accept(group.filter().text(), member)));
            node.literals.forEach((level, child) -> open.push(new Place<>(child, start + level)));
            if (node.plus != null) {
                open.push(new Place<>(node.plus, start + "+"));
            }
            if (node.hash != null) {
                open.push(new Place<>(node.hash, start + "#"));
            }
        }
    }

    /// Who is to hear a message on a topic.
    public Matches<S> match(TopicName topic) {
        List<String> levels = Levels.of(topic.text());
        Found<S> found = new Found<>();
        Deque<Visit<S>> open = new ArrayDeque<>();
        visit(root, levels, 0, topic.startsWithDollar(), open, found);
        for (Visit<S> next = open.poll(); next != null; next = open.poll()) {
            visit(next.node, levels, next.level, false, open, found);
        }
        return found.all();
    }

    private static <S> void visit(
            Node<S> node, List<String> levels, int level, boolean dollar, Deque<Visit<S>> open, Found<S> found) {
        Node<S> hash = node.hash;
        if (hash != null && !dollar) { // [MQTT-4.7.2-1]; also matches the parent itself
            found.add(hash);
        }
        if (level == levels.size()) {
            found.add(node);
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

    /// What a walk has come by.
    private static final class Found<S> {
        private final List<Collection<Recipient<S>>> subscribers = new ArrayList<>();
        private final List<SharedGroup<S>> groups = new ArrayList<>();

        void add(Node<S> node) {
            Collection<Recipient<S>> here = node.subscribers.all();
            if (!here.isEmpty()) {
                subscribers.add(here);
            }
            groups.addAll(node.groups.values());
        }

        Matches<S> all() {
            return new Matches<>(subscribers.size() == 1 ? subscribers.get(0) : merged(), List.copyOf(groups));
        }

        private Collection<Recipient<S>> merged() {
            Map<S, Recipient<S>> bySession = new LinkedHashMap<>();
            for (Collection<Recipient<S>> recipients : subscribers) {
                for (Recipient<S> recipient : recipients) {
                    bySession.merge(recipient.session(), recipient, Recipient::and);
                }
            }
            return bySession.values();
        }
    }

    private static <S> SharedGroup<S> group(Node<S> node, String name, TopicFilter filter) {
        SharedGroup<S> group = node.groups.get(name);
        if (group == null) {
            group = new SharedGroup<>(filter);
            Map<String, SharedGroup<S>> changed = new LinkedHashMap<>(node.groups);
            changed.put(name, group);
            node.groups = Collections.unmodifiableMap(changed);
        }
        return group;
    }

    private static <S> boolean leave(Node<S> node, String name, S session) {
        SharedGroup<S> group = node.groups.get(name);
        if (group == null || !group.leave(session)) {
            return false;
        }
        if (group.isEmpty()) {
            Map<String, SharedGroup<S>> changed = new LinkedHashMap<>(node.groups);
            changed.remove(name);
            node.groups = Collections.unmodifiableMap(changed);
        }
        return true;
    }
}
