package tidings.broker.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Message;
import tidings.mqtt.Subscription;

/// A session as a store gives it back: all of it but its queue, which is read when somebody wants it.
///
/// @param key of this session, which no other ever had
/// @param userName as whom its client was in, or null
/// @param expirySeconds how long it lives without a connection
/// @param leftAtMillis when its connection ended, by the wall clock, or [#CONNECTED]
/// @param will that is still to be published, with its delay, or null
/// @param received packet ids of QoS 2 whose PUBREL has not come
/// @param queue what waits
public record StoredSession(
        long key,
        String clientId,
        @Nullable String userName,
        long expirySeconds,
        long leftAtMillis,
        @Nullable Message will,
        List<StoredSubscription> subscriptions,
        List<Integer> received,
        Queue queue) {

    /// Its connection stood when the broker ended, however it ended.
    public static final long CONNECTED = 0;

    /// A subscription.
    ///
    /// @param identifier given with it, or 0 for none
    public record StoredSubscription(Subscription subscription, int identifier) {

        /// None or one, as a list.
        public List<Integer> identifiers() {
            return identifier == 0 ? List.of() : List.of(identifier);
        }
    }

    /// What waits for a session, and what is under way to it.
    ///
    /// @param bytes of payload
    /// @param lastSequence of its entries, or 0 where there are none
    public record Queue(long messages, long bytes, long lastSequence) {

        public static final Queue EMPTY = new Queue(0, 0, 0);
    }
}
