package tidings.client;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Packet;

/// Says which packets to listen to, and in which turn: `client.on(Publish.class).when(..).priority(1).call(..)`.
///
/// Of the listeners with a condition all are called whose condition holds, those of higher priority first, and those of
/// the same in the order in which they came. The listeners without a condition are called when none holds.
///
/// @param <P> the kind of packet
public final class Listening<P extends Packet> {

    private final PacketListeners listeners;
    private final Class<P> type;
    private final boolean sent;
    private final @Nullable Predicate<? super PacketEvent<P>> condition;
    private final int priority;

    Listening(
            PacketListeners listeners, Class<P> type, boolean sent,
            @Nullable Predicate<? super PacketEvent<P>> condition, int priority) {
        this.listeners = listeners;
        this.type = type;
        this.sent = sent;
        this.condition = condition;
        this.priority = priority;
    }

    /// Under a condition. One that throws does not hold.
    public Listening<P> when(Predicate<? super PacketEvent<P>> holds) {
        return new Listening<>(listeners, type, sent, holds, priority);
    }

    /// In which turn; 0 if it is not said.
    public Listening<P> priority(int higherFirst) {
        return new Listening<>(listeners, type, sent, condition, higherFirst);
    }

    /// Whom to call.
    public Registration call(Consumer<? super PacketEvent<P>> listener) {
        return listeners.add(new PacketListeners.One<>(type, sent, condition, priority, listener));
    }
}
