package tidings.broker.spi;

import java.net.SocketAddress;
import tidings.mqtt.Message;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// The way back to a client of a [Mount]. May be used from any thread; after the end of the connection it does nothing.
public interface Downlink {

    /// Sends a message, after those sent before it. Beyond the limits of the connection's queue it is dropped and counted.
    void publish(Message message);

    /// As [#publish(Message)], and tells how far the message comes.
    void publish(Message message, Receipt receipt);

    /// What becomes of a message. Where it is dropped, or the connection ends first, nothing is told. Called on the
    /// connection's event loop: must not block.
    interface Receipt {

        /// It was handed to the network.
        void sent();

        /// The client has acknowledged it. At QoS 0, where no client does, it is told right after [#sent].
        void delivered();
    }

    /// Ends the connection; MQTT 5.0 clients are told the reason.
    void disconnect(ReasonCode reason);

    Version version();

    /// As the CONNECT named it, or as the broker made it up.
    String clientId();

    SocketAddress remote();
}
