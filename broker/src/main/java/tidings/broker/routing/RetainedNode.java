package tidings.broker.routing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tidings.broker.routing.RetainedMessages.Retained;

/// A level of the tree of [RetainedMessages]. Any thread may read it while one changes it.
///
/// There are as many as retained messages and more; nearly all have one child or none, for which they need no map that can
/// grow.
final class RetainedNode {

    private volatile Map<String, RetainedNode> children = Map.of();
    volatile @Nullable Retained retained;

    /// What is below it, by the name of its level.
    Map<String, RetainedNode> children() {
        return children;
    }

    /// What is below it with a name, made where it is missing. Writers only.
    RetainedNode child(String name) {
        RetainedNode there = children.get(name);
        if (there != null) {
            return there;
        }
        RetainedNode made = new RetainedNode();
        switch (children.size()) {
            case 0 -> children = Map.of(name, made);
            case 1 -> {
                Map<String, RetainedNode> more = new ConcurrentHashMap<>(children);
                more.put(name, made);
                children = more;
            }
            default -> children.put(name, made);
        }
        return made;
    }

    /// Drops what is below it with a name. Writers only.
    void drop(String name) {
        if (children.size() == 1) {
            children = Map.of();
        } else {
            children.remove(name);
        }
    }
}
