package tidings.tinkerforge.daemon;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.function.Consumer;
import tidings.tinkerforge.tfp.Packet;
import tidings.tinkerforge.tfp.Uid;

/// The calls of a connection.
///
/// Each device has a [Lane] with one open call at a time; devices do not wait for each other. A response belongs to the
/// open call of its UID if function and sequence number agree. Sequence numbers are counted for each device, so that an
/// answer that comes late is not taken for that of one of the next fourteen calls.
///
/// A machine: packets and times in, packets out. No socket, no clock, no thread.
final class Calls {

    /// When [#tick] is wanted while nothing is open.
    static final long NEVER = Long.MAX_VALUE;

    private final Consumer<Packet> line;
    private final long timeoutNanos;
    private final int waitingForOne;
    private final int waitingForAll;
    private final Map<Integer, Lane> lanes = new HashMap<>();
    private final LinkedHashSet<Lane> open = new LinkedHashSet<>(); // the one that has waited longest first
    private boolean connected;
    private int waiting;
    private long now;

    /// @param line is given what is to be sent
    /// @param timeoutNanos how long to wait for an answer
    /// @param waitingForOne how many tasks may wait for a device
    /// @param waitingForAll how many may wait for all together
    Calls(Consumer<Packet> line, long timeoutNanos, int waitingForOne, int waitingForAll) {
        this.line = line;
        this.timeoutNanos = timeoutNanos;
        this.waitingForOne = waitingForOne;
        this.waitingForAll = waitingForAll;
    }

    /// Tasks may come.
    void connected() {
        connected = true;
    }

    /// What is open and what waits ends with [Outcome.Failure#NOT_CONNECTED].
    void lost() {
        connected = false;
        for (Lane lane : open.toArray(Lane[]::new)) {
            open.remove(lane);
            lane.failed(Outcome.Failure.NOT_CONNECTED);
        }
    }

    /// A task waits for its turn.
    ///
    /// @return whether it does; else too many do already
    boolean submit(Uid uid, Turn.Task task, long time) {
        now = time;
        Lane lane = lanes.computeIfAbsent(uid.number(), number -> new Lane(uid, this));
        if (lane.waiting() >= waitingForOne || waiting >= waitingForAll) {
            return false;
        }
        waiting++;
        lane.submit(task);
        return true;
    }

    /// A response came.
    void received(Packet packet, long time) {
        now = time;
        Lane lane = lanes.get(packet.uid());
        if (lane != null && lane.isWaitingFor(packet)) {
            open.remove(lane);
            lane.answered(packet);
        }
    }

    /// Time has passed: gives up what is overdue.
    void tick(long time) {
        now = time;
        while (!open.isEmpty()) {
            Lane lane = open.iterator().next();
            if (lane.deadline() - now > 0) {
                return;
            }
            open.remove(lane);
            lane.failed(Outcome.Failure.TIMEOUT);
        }
    }

    /// When [#tick] is wanted next, or [#NEVER].
    long deadline() {
        return open.isEmpty() ? NEVER : open.iterator().next().deadline();
    }

    boolean isConnected() {
        return connected;
    }

    /// A task of a lane waits no more.
    void begun() {
        waiting--;
    }

    /// Sends a packet of a lane.
    void send(Packet packet) {
        line.accept(packet);
    }

    /// The call of a lane is open from now on.
    ///
    /// @return when it is overdue
    long opened(Lane lane) {
        open.add(lane);
        return now + timeoutNanos;
    }
}
