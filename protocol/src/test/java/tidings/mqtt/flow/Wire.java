package tidings.mqtt.flow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import tidings.mqtt.Packet;

/// Two directions of packets between two ends, as unreliable as a seed makes it: a cut loses all that is under way, and
/// what was under way may have arrived in part. While a connection stands, packets arrive in order, as over TCP.
final class Wire {

    private final RandomGenerator random;
    private final Deque<Packet> there = new ArrayDeque<>();
    private final Deque<Packet> back = new ArrayDeque<>();

    Wire(RandomGenerator random) {
        this.random = random;
    }

    void sendThere(Packet packet) {
        there.add(packet);
    }

    void sendBack(Packet packet) {
        back.add(packet);
    }

    boolean isIdle() {
        return there.isEmpty() && back.isEmpty();
    }

    /// Lets one packet arrive, in one direction or the other.
    void step(Consumer<Packet> atThere, Consumer<Packet> atHere) {
        boolean forward = back.isEmpty() || (!there.isEmpty() && random.nextBoolean());
        Packet packet = (forward ? there : back).poll();
        if (packet != null) {
            (forward ? atThere : atHere).accept(packet);
        }
    }

    /// The connection breaks: what has not arrived never will.
    void cut() {
        there.clear();
        back.clear();
    }
}
