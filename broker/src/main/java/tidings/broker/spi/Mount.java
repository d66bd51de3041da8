package tidings.broker.spi;

import tidings.mqtt.Message;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;

/// A connection whose topics are not topics: its publishes are commands, its subscriptions are flags, and nobody else
/// hears of either. The broker does all of MQTT for it: QoS, packet ids, keep alive, limits, order of acknowledgements.
///
/// One mount serves one connection. All is called on the connection's event loop, one call at a time, and must not block.
/// No session is kept: every connection begins anew.
public interface Mount {

    /// The client is in: its CONNACK has been sent. The first call.
    void opened(Downlink downlink);

    /// The client published. At QoS 2 this is called once, however often the client repeats itself.
    ///
    /// @param answer to be called once, from any thread; the client's acknowledgement waits for it, in order
    void publish(Message message, Answer answer);

    /// The client wants to hear.
    ///
    /// @return a granted quality ([ReasonCode#granted]) or an error
    ReasonCode subscribe(Subscription subscription);

    /// The client has heard enough.
    ///
    /// @return [ReasonCode#SUCCESS], [ReasonCode#NO_SUBSCRIPTION_EXISTED] or an error
    ReasonCode unsubscribe(TopicFilter filter);

    /// The connection is gone. The last call.
    void closed();

    /// Something arrived that is a sign of life and none of the above: a PINGREQ, or an acknowledgement.
    default void heard() {}

    /// How a publish went: one of the two is called, once, from any thread.
    interface Answer {

        /// It is taken care of. The client stays, and is told so, with this reason, where MQTT 5.0 can tell it.
        void accept(ReasonCode reason);

        /// It is refused. A client of MQTT 5.0 that waits for an answer is told the reason and stays; any other is
        /// disconnected.
        void refuse(ReasonCode reason);
    }
}
