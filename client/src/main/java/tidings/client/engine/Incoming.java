package tidings.client.engine;

import org.jspecify.annotations.Nullable;
import tidings.mqtt.Packet;
import tidings.mqtt.Publish;
import tidings.mqtt.flow.AnswerOrder.Owed;

/// A message of QoS 1 or 2 that came, and the answer that is owed for it. Its state is the engine's.
public final class Incoming implements Owed<Packet> {

    final Publish publish;
    /// On which it came, or came again.
    int connection;
    boolean isAnswered;
    private @Nullable Packet answer;

    Incoming(Publish publish, int connection) {
        this.publish = publish;
        this.connection = connection;
    }

    @Override
    public @Nullable Packet answer() {
        return answer;
    }

    @Override
    public void answer(Packet said) {
        answer = said;
    }
}
