package tidings.broker.routing;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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

    /// How many members are asked for one message, once somebody is found who is there: enough to find one who is ready
    /// too, and an end where none is.
    private static final int ASKED = 64;

    private final TopicFilter filter;
    private final AtomicInteger turn = new AtomicInteger();
    private final Roster<S> members = new Roster<>();

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

    /// Hands out all of them, as of now.
    public void forEach(Consumer<? super S> each) {
        for (int i = 0; i < members.size(); i++) {
            Recipient<S> member = members.get(i);
            if (member != null) {
                each.accept(member.session());
            }
        }
    }

    boolean isEmpty() {
        return members.size() == 0;
    }

    /// Takes a member in, in place of its older membership. Writers take turns, by the lock of the index.
    ///
    /// @return whether it is new
    boolean join(Recipient<S> member) {
        return members.put(member.in(this));
    }

    /// Lets a member go.
    ///
    /// @return whether it was there
    boolean leave(S session) {
        return members.remove(session);
    }

    private @Nullable Recipient<S> best(
            int from, ToIntFunction<? super S> readiness, int least, @Nullable S except) {
        int size = members.size();
        Recipient<S> best = null;
        int bestReadiness = least - 1;
        for (int i = 0; i < size && bestReadiness < READY && (i < ASKED || bestReadiness < BUSY); i++) {
            Recipient<S> member = members.get(Math.floorMod(from + i, size));
            int ready = member == null || member.session().equals(except)
                    ? -1
                    : readiness.applyAsInt(member.session());
            if (member != null && ready > bestReadiness) {
                best = member;
                bestReadiness = ready;
            }
        }
        return best;
    }
}
