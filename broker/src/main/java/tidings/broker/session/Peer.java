package tidings.broker.session;

import tidings.mqtt.Packet;
import tidings.mqtt.ReasonCode;

/// What a connection talks to after its login: the broker's end of one client. Called on the connection's loop only.
public interface Peer {

    /// A packet came.
    void received(Packet packet);

    /// The connection takes more again.
    void writable();

    /// What came in one go has been handed over: a good moment to pass it on.
    void readComplete();

    /// The connection is gone. The last call; comes once.
    ///
    /// @param reason why the broker ended it, or [ReasonCode#SUCCESS] if it did not
    void closed(ReasonCode reason);

    /// The server stops: the client is to be told.
    void shutDown();
}
