package tidings.broker.routing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.broker.routing.RetainedMessages.Retained;

/// Walks over the retained messages that a filter matches, one step after the other, and with as long a rest between them
/// as whoever walks likes.
///
/// Messages may come and go meanwhile. What is there from beginning to end is found once; of a topic whose message is
/// replaced, the one that is found is the newest at that time. Costs no stack, however deep topics are.
///
/// One owner, no threads.
public final class RetainedCursor {

    private final List<String> levels;
    private final Deque<Branch> open = new ArrayDeque<>();
    private @Nullable Retained found;

    /// Children that are still to be visited.
    ///
    /// @param level how many levels of the filter lead to each of them
    /// @param all whether everything below them matches
    /// @param first whether they are first levels
    private record Branch(
            Iterator<Map.Entry<String, RetainedNode>> children, int level, boolean all, boolean first) {}

    RetainedCursor(RetainedNode root, List<String> levels) {
        this.levels = levels;
        enter(root, 0);
    }

    /// The next one, or null when all have been found.
    public @Nullable Retained next() {
        Retained next = found;
        found = null;
        while (next == null) {
            Branch branch = open.peek();
            if (branch == null) {
                return null;
            }
            if (branch.children.hasNext()) {
                visit(branch, branch.children.next());
                next = found;
                found = null;
            } else {
                open.pop();
            }
        }
        return next;
    }

    private void visit(Branch branch, Map.Entry<String, RetainedNode> child) {
        if (branch.first && child.getKey().startsWith("$")) {
            return; // [MQTT-4.7.2-1]
        }
        RetainedNode node = child.getValue();
        if (branch.all) {
            found = node.retained;
            open.push(new Branch(node.children().entrySet().iterator(), branch.level, true, false));
        } else {
            enter(node, branch.level);
        }
    }

    /// The filter has led to a node by so many of its levels.
    private void enter(RetainedNode from, int at) {
        RetainedNode node = from;
        for (int level = at; node != null; level++) {
            if (level == levels.size()) {
                found = node.retained;
                return;
            }
            switch (levels.get(level)) {
                case "#" -> {
                    found = node.retained; // the parent itself
                    open.push(new Branch(node.children().entrySet().iterator(), level, true, level == 0));
                    return;
                }
                case "+" -> {
                    open.push(new Branch(node.children().entrySet().iterator(), level + 1, false, level == 0));
                    return;
                }
                default -> node = node.children().get(levels.get(level));
            }
        }
    }
}
