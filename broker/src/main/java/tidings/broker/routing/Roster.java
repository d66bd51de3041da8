package tidings.broker.routing;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Recipients by number, without gaps: the last takes the place of one who goes. However many there are, a change costs
/// the same.
///
/// One thread changes it at a time, any may read: [#get] gives what is there at that moment, and null for who has just
/// gone.
///
/// @param <S> the session
final class Roster<S> {

    private final Map<S, Integer> places = new HashMap<>(4);
    private volatile AtomicReferenceArray<@Nullable Recipient<S>> recipients = new AtomicReferenceArray<>(4);
    private volatile int size;

    int size() {
        return size;
    }

    @Nullable
    Recipient<S> get(int place) {
        AtomicReferenceArray<@Nullable Recipient<S>> all = recipients;
        return place < all.length() ? all.get(place) : null;
    }

    /// Takes one in, in place of an older one of its session.
    ///
    /// @return whether the session had none yet
    boolean put(Recipient<S> recipient) {
        Integer place = places.get(recipient.session());
        if (place != null) {
            recipients.set(place, recipient);
            return false;
        }
        int last = places.size();
        if (last == recipients.length()) {
            recipients = grown(recipients);
        }
        places.put(recipient.session(), last);
        recipients.set(last, recipient);
        size = last + 1;
        return true;
    }

    /// Lets one go.
    ///
    /// @return whether the session had one
    boolean remove(S session) {
        Integer place = places.remove(session);
        if (place == null) {
            return false;
        }
        int last = places.size();
        Recipient<S> moved = recipients.get(last);
        if (moved != null && place < last) {
            recipients.set(place, moved);
            places.put(moved.session(), place);
        }
        recipients.set(last, null);
        size = last;
        return true;
    }

    private static <S> AtomicReferenceArray<@Nullable Recipient<S>> grown(
            AtomicReferenceArray<@Nullable Recipient<S>> full) {
        AtomicReferenceArray<@Nullable Recipient<S>> larger = new AtomicReferenceArray<>(full.length() * 2);
        for (int i = 0; i < full.length(); i++) {
            larger.set(i, full.get(i));
        }
        return larger;
    }
}
