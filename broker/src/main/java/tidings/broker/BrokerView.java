package tidings.broker;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.broker.net.BrokerServer;
import tidings.broker.session.Census;
import tidings.broker.session.Inventory;
import tidings.broker.session.Totals;
import tidings.mqtt.Message;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;

/// A running broker, seen from outside: who is there, what waits, what goes on; and the little that an operator does about
/// it.
///
/// Long lists come in parts, and what they cost is paid by the caller's thread: event loops answer for the elements of one
/// part at most. Any thread may call, except an event loop; all of it may block, for a few seconds at most.
///
/// Every method throws a [BrokerException] if an event loop does not answer, as when the broker stops.
public final class BrokerView {

    private final BrokerServer server;
    private final Census census;
    private final Inventory inventory;
    private final Totals totals;

    BrokerView(BrokerServer server) {
        this.server = server;
        this.census = server.census();
        this.inventory = server.inventory();
        this.totals = server.totals();
    }

    /// What goes on, in numbers. Of a loop that does not answer, what it said last.
    public Figures figures() {
        return totals.figures();
    }

    /// Whether all event loops do their work.
    public boolean isAlive() {
        return totals.isAlive();
    }

    /// Where clients connect.
    public List<ListenerDetails> listeners() {
        return server.listeners();
    }

    /// Clients, connected or with a session that is kept, in the order of their client ids.
    public Listing<ClientDetails> clients(ClientQuery query, Listing.Part part) {
        return census.clients(query, part);
    }

    /// What has a client id: one client mostly, none, or several where they are clients of mounts.
    public List<ClientDetails> client(String clientId) {
        return census.client(clientId);
    }

    /// Ends the connections of a client id; clients of MQTT 5.0 are told the reason. Sessions stay.
    ///
    /// @return how many it were
    public int disconnect(String clientId, ReasonCode reason) {
        return census.disconnect(clientId, reason);
    }

    /// Ends the session of a client, with its connection, its subscriptions and what waits for it.
    ///
    /// @return whether there was one
    public boolean forget(String clientId) {
        return census.forget(clientId);
    }

    /// Subscriptions, in the order of their filters.
    ///
    /// @param text that the filters contain; empty for any
    public Listing<SubscriptionDetails> subscriptions(String text, Listing.Part part) {
        return inventory.subscriptions(text, part);
    }

    /// What one client subscribed to, in order.
    public List<SubscriptionDetails> subscriptions(String clientId) {
        return inventory.subscriptionsOf(clientId);
    }

    /// Retained messages that match a filter, in the order of their topics. What begins with `$` matches only a filter that
    /// does so.
    public Listing<RetainedDetails> retained(TopicFilter filter, Listing.Part part) {
        return inventory.retained(filter, part);
    }

    /// The retained message of a topic, or null.
    public @Nullable RetainedDetails retained(TopicName topic) {
        return inventory.retained(topic);
    }

    /// Publishes a message as a client that may publish everywhere but below `$SYS`. One with the retain flag and no payload
    /// removes what is retained. When this returns, whatever is to outlive the broker is stored.
    ///
    /// @return whether anybody hears it
    /// @throws IllegalArgumentException if nobody may publish to its topic
    public boolean publish(Message message) {
        return inventory.publish(message);
    }
}
