package tidings.client.engine;

import tidings.mqtt.ConnAck;
import tidings.mqtt.Packet;
import tidings.mqtt.ReasonCode;

/// Where an engine puts what is to be done outside. Called on the engine's thread; must not call the engine.
public interface Outbox {

    /// Send a packet, after those sent before it.
    void send(Packet packet);

    /// Whether more may be sent without piling up. Where it may not, [Engine#writable] is wanted when it may again.
    boolean isWritable();

    /// The server let the client in.
    void connected(ConnAck ack);

    /// The server did not let the client in; the connection is to be closed.
    void refused(ConnAck ack);

    /// A message came. When it has been handled, the engine wants to be told: [Engine#handled].
    void message(Incoming incoming);

    /// Close the connection, after what was sent before.
    ///
    /// @param reason what is wrong, or [ReasonCode#SUCCESS] for an orderly end
    /// @param byServer whether the server said so
    void close(ReasonCode reason, boolean byServer, String text);
}
