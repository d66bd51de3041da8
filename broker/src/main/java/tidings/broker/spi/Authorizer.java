package tidings.broker.spi;

import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;

/// Decides what an ordinary client may do. Asked for every message, on the client's event loop: must be quick, and must not
/// block. One that throws has said no.
///
/// What the rules of the broker forbid anyway (`$SYS`, topics that are too long) is not asked for.
public interface Authorizer {

    /// Everybody may do everything.
    Authorizer ALL = new Authorizer() {
        @Override
        public boolean mayPublish(Client client, TopicName topic) {
            return true;
        }

        @Override
        public boolean maySubscribe(Client client, TopicFilter filter) {
            return true;
        }
    };

    /// One that is asked for a single client, and may remember what it works out: used on one event loop at a time, until
    /// the connection ends. By default this one.
    default Authorizer forClient(Client client) {
        return this;
    }

    /// Whether a client may publish to a topic. A will is asked for when it is given and when it is to be published.
    boolean mayPublish(Client client, TopicName topic);

    /// Whether a client may subscribe to a filter; of a shared one, its [TopicFilter#pattern] tells the topics.
    boolean maySubscribe(Client client, TopicFilter filter);

    /// Whether a client may hear a message on a topic that it has subscribed to: asked when the message, retained or not,
    /// is about to be sent. By default it may.
    default boolean mayHear(Client client, TopicName topic) {
        return true;
    }
}
