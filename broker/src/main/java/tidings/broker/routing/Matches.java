package tidings.broker.routing;

import java.util.Collection;
import java.util.List;

/// Who is to hear a message on a topic.
///
/// @param recipients each session once
/// @param groups of which one member each is to hear it
/// @param <S> the session
public record Matches<S>(Collection<Recipient<S>> recipients, List<SharedGroup<S>> groups) {

    /// Whether nobody is.
    public boolean isEmpty() {
        return recipients.isEmpty() && groups.isEmpty();
    }
}
