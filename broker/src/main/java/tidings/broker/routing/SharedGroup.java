package tidings.broker.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.TopicFilter;

/// Those who share one subscription (MQTT 5.0, 4.8.2): each message goes to one of them, in turn.
///
/// Any thread may choose while others join and leave.
///
/// @param <S> the session
public final class SharedGroup<S> {

    /// A member that hears messages at once.
    public static final int READY = 2;
    /// A member that is there, but behind.
    public static final int BUSY = 1;
    /// A member that is not connected.
    public static final int AWAY = 0;

    /// How many members are asked for one message: enough to find one that is ready, and an end where none is.
    private static final int ASKED = 64;

    private final TopicFilter filter;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<Recipient<S>> members = List.of();

    SharedGroup(TopicFilter filter) {
        this.filter = filter;
    }

    /// What they share.
    public TopicFilter filter() {
        return filter;
    }

    /// The member whose turn it is: of those that are ready, else of those that are there, else of all.
    ///
    /// @param readiness [#READY], [#BUSY] or [#AWAY], as far as the caller's thread can tell
    /// @param least the least readiness that will do
    /// @param except who is not asked, or null
    /// @return null if there is none
    public @Nullable Recipient<S> choose(ToIntFunction<? super S> readiness, int least, @Nullable S except) {
        return best(turn.getAndIncrement(), readiness, least, except);
    }

    /// Whether [#choose] would find one.
    public boolean has(ToIntFunction<? super S> readiness, int least, @Nullable S except) {
        return best(turn.get(), readiness, least, except) != null;
    }

    private @Nullable Recipient<S> best(
            int from, ToIntFunction<? super S> readiness, int least, @Nullable S except) {
        List<Recipient<S>> all = members;
        int size = all.size();
        Recipient<S> best = null;
        int bestReadiness = least - 1;
        for (int i = 0; i < Math.min(size, ASKED) && bestReadiness < READY; i++) {
            Recipient<S> member = all.get(Math.floorMod(from + i, size));
            int ready = member.session().equals(except) ? -1 : readiness.applyAsInt(member.session());
            if (ready > bestReadiness) {
                best = member;
                bestReadiness = ready;
            }
        }
        return best;
    }

    /// All of them, as of now.
    public List<Recipient<S>> members() {
        return members;
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /// Takes a member in, in place of its older membership. Writers take turns, by the lock of the index.
    ///
    /// @return whether it is new
    boolean join(Recipient<S> member) {
        List<Recipient<S>> changed = new ArrayList<>(members);
        int at = indexOf(member.session());
        if (at < 0) {
            changed.add(member.in(this));
        } else {
            changed.set(at, member.in(this));
        }
        members = List.copyOf(changed);
        return at < 0;
    }

    /// Lets a member go.
    ///
    /// @return whether it was there
    boolean leave(S session) {
        int at = indexOf(session);
        if (at < 0) {
            return false;
        }
        List<Recipient<S>> changed = new ArrayList<>(members);
        changed.remove(at);
        members = List.copyOf(changed);
        return true;
    }

    private int indexOf(S session) {
        List<Recipient<S>> all = members;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).session().equals(session)) {
                return i;
            }
        }
        return -1;
    }
}
