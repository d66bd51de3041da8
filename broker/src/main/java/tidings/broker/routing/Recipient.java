package tidings.broker.routing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Qos;
import tidings.mqtt.Subscription;

/// One who is to hear a message, and how.
///
/// @param qos the best quality it was granted
/// @param noLocal whether not to hear at all what it published itself
/// @param retainAsPublished whether to leave the retain flag as it was published
/// @param identifiers of the subscriptions that led here (MQTT 5.0, 3.8.2.1.2)
/// @param group with whom it shares the subscription, or null
/// @param own how it hears what it published itself, where that is by fewer subscriptions than these; else null
/// @param <S> the session
public record Recipient<S>(
        S session,
        Qos qos,
        boolean noLocal,
        boolean retainAsPublished,
        List<Integer> identifiers,
        @Nullable SharedGroup<S> group,
        @Nullable Recipient<S> own) {

    /// By one subscription.
    public static <S> Recipient<S> of(S session, Subscription subscription, List<Integer> identifiers) {
        return new Recipient<>(
                session, subscription.qos(), subscription.noLocal(), subscription.retainAsPublished(), identifiers,
                null, null);
    }

    /// How it hears a message, or null if it does not: some do not want their own.
    ///
    /// @param publisher whose message it is, or null if nobody's
    public @Nullable Recipient<S> ofMessageFrom(@Nullable S publisher) {
        return mindsOwn() && session.equals(publisher) ? ofOwnMessage() : this; // [MQTT-3.8.3-3]
    }

    /// By two subscriptions at once: one message, in the better quality (MQTT 5.0, 3.3.4).
    Recipient<S> and(Recipient<S> other) {
        Recipient<S> mine = ofOwnMessage();
        Recipient<S> theirs = other.ofOwnMessage();
        boolean alike = !mindsOwn() && !other.mindsOwn();
        List<Integer> both = new ArrayList<>(identifiers);
        both.addAll(other.identifiers);
        return new Recipient<>(
                session,
                qos.compareTo(other.qos) >= 0 ? qos : other.qos,
                mine == null && theirs == null,
                retainAsPublished || other.retainAsPublished,
                List.copyOf(both),
                null,
                alike ? null : either(mine, theirs));
    }

    Recipient<S> in(SharedGroup<S> shared) {
        return new Recipient<>(session, qos, noLocal, retainAsPublished, identifiers, shared, null);
    }

    private boolean mindsOwn() {
        return noLocal || own != null;
    }

    private @Nullable Recipient<S> ofOwnMessage() {
        return noLocal ? null : own != null ? own : this;
    }

    private static <S> @Nullable Recipient<S> either(@Nullable Recipient<S> one, @Nullable Recipient<S> other) {
        return one == null ? other : other == null ? one : one.and(other);
    }
}
