package tidings.client.engine;

import tidings.client.engine.Reply.Failure;
import tidings.mqtt.Packet;

/// A SUBSCRIBE or UNSUBSCRIBE on its way, and who waits for its answer.
///
/// @param answer the type of the answer
/// @param count how many reasons it must have, or 0 for any number
/// @param <T> the answer
record Request<T extends Packet>(Class<T> answer, int count, Maker maker, Reply<T> reply) implements Outgoing.Ticket {

    /// Makes the request with its packet id.
    interface Maker {
        Packet make(int packetId);
    }

    void complete(Packet given) {
        reply.done(answer.cast(given));
    }

    void lost() {
        reply.failed(new Failure.Lost());
    }
}
