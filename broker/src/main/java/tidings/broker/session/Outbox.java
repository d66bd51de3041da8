package tidings.broker.session;

import tidings.mqtt.Packet;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.codec.PublishFrame;

/// Where a client's packets go: one connection. Used on its loop only, and never calls back.
public interface Outbox {

    /// Sends a packet, after those sent before.
    void send(Packet packet);

    /// Sends a message, after what was sent before.
    void send(PublishFrame frame, boolean dup, int packetId);

    /// Whether the connection takes more now without storing it. When it does again, [Peer#writable] is called.
    boolean isWritable();

    /// Lets no more packets in, or lets them in again.
    void reading(boolean on);

    /// What is seen of the connection from outside.
    Connection connection();

    /// Ends the connection after what was sent before; MQTT 5.0 clients are told the reason.
    void disconnect(ReasonCode reason);
}
