package tidings.broker.routing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tidings.broker.routing.RetainedMessages.Retained;

/// A level of the tree of [RetainedMessages]. Any thread may read it while one changes it.
final class RetainedNode {

    final Map<String, RetainedNode> children = new ConcurrentHashMap<>(2);
    volatile @Nullable Retained retained;
}
