package tidings.client.engine;

import org.jspecify.annotations.Nullable;
import tidings.mqtt.Packet;
import tidings.mqtt.Publish;
import tidings.mqtt.flow.AnswerOrder.Owed;

/// A message of QoS 1 or 2 that came, until it has been handled. Its state is the engine's.
public final class Incoming {

    final Publish publish;
    /// On which it came, or came again.
    int connection;
    @Nullable
    Owed<Packet> owed;

    Incoming(Publish publish, int connection, Owed<Packet> owed) {
        this.publish = publish;
        this.connection = connection;
        this.owed = owed;
    }
}
