package tidings.client.engine;

import org.jspecify.annotations.Nullable;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Publish;
import tidings.mqtt.flow.AnswerOrder.Owed;

/// A message that came, until it has been handled. Its state is the engine's.
public final class Incoming {

    private final Publish publish;
    final long session;
    long connection;
    @Nullable
    Owed<Packet> owed;

    Incoming(Publish publish, long session, long connection) {
        this.publish = publish;
        this.session = session;
        this.connection = connection;
    }

    /// One that belongs to no connection: it is acknowledged to nobody.
    public static Incoming of(Publish publish) {
        return new Incoming(publish, 0, 0);
    }

    /// What came.
    public Message message() {
        return publish.message();
    }

    /// Whether the server may have sent it before.
    public boolean isDuplicate() {
        return publish.dup();
    }

    /// Of the hop it came over, 0 at most once.
    public int packetId() {
        return publish.packetId();
    }
}
