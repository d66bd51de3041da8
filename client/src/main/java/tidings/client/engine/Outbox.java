package tidings.client.engine;

import org.jspecify.annotations.Nullable;
import tidings.mqtt.Auth;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Publish;

/// Where an engine puts what is to be done outside. Called on the engine's thread; must not call the engine.
public interface Outbox {

    /// Send a packet, after those sent before it.
    void send(Packet packet);

    /// Whether more may be sent without piling up. Where it may not, [Engine#writable] is wanted when it may again.
    boolean isWritable();

    /// The server let the client in.
    ///
    /// @param again whether it had been in before
    void connected(ConnAck ack, boolean again);

    /// The server did not let the client in; the connection is to be closed.
    void refused(ConnAck ack);

    /// The server asks something before it lets the client in, or in again: [Engine#authenticate] is wanted.
    void challenged(Auth question);

    /// A packet came that is as it should be, before anything is done about it.
    ///
    /// @param message that is complete with it: in a PUBLISH of QoS 0 or 1, with the PUBREL of QoS 2
    void heard(Packet packet, @Nullable Message message);

    /// A message came.
    ///
    /// @param owed what the engine wants to be told of when it has been handled ([Engine#handled]); null at most once
    void message(Publish publish, @Nullable Incoming owed);

    /// Close the connection, after what was sent before.
    void close(End why);
}
