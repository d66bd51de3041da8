package tidings.client.engine;

import tidings.client.Published;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Qos;

/// A message on its way out, and who waits for its end.
final class Publishing implements Outgoing.Ticket {

    final Message message;
    final Reply<Published> reply;
    /// By which the ledger knows it.
    long number;
    /// When it, or its PUBREL, was sent last.
    long sentAt;
    int packetId = Packet.NO_ID;

    Publishing(Message message, Reply<Published> reply) {
        this.message = message;
        this.reply = reply;
    }

    boolean isAtMostOnce() {
        return message.qos() == Qos.AT_MOST_ONCE;
    }

    int bytes() {
        return message.payload().size();
    }
}
