package tidings.broker.routing;

import java.util.ArrayList;
import java.util.List;
import tidings.mqtt.Qos;
import tidings.mqtt.Subscription;

/// One who is to hear a message, and how.
///
/// @param qos the best quality it was granted
/// @param noLocal whether not to hear what it published itself
/// @param retainAsPublished whether to leave the retain flag as it was published
/// @param identifiers of the subscriptions that led here (MQTT 5.0, 3.8.2.1.2)
/// @param <S> the session
public record Recipient<S>(S session, Qos qos, boolean noLocal, boolean retainAsPublished, List<Integer> identifiers) {

    /// By one subscription.
    public static <S> Recipient<S> of(S session, Subscription subscription, List<Integer> identifiers) {
        return new Recipient<>(
                session, subscription.qos(), subscription.noLocal(), subscription.retainAsPublished(), identifiers);
    }

    /// By two subscriptions at once: one message, in the better quality (MQTT 5.0, 3.3.4).
    Recipient<S> and(Recipient<S> other) {
        List<Integer> both = new ArrayList<>(identifiers);
        both.addAll(other.identifiers);
        return new Recipient<>(
                session,
                qos.compareTo(other.qos) >= 0 ? qos : other.qos,
                noLocal && other.noLocal,
                retainAsPublished || other.retainAsPublished,
                List.copyOf(both));
    }
}
