package tidings.tinkerforge.daemon;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Bytes;
import tidings.tinkerforge.tfp.ErrorCode;
import tidings.tinkerforge.tfp.Packet;
import tidings.tinkerforge.tfp.Uid;

/// The tasks of one device, one after the other, and the call that is open.
final class Lane implements Turn {

    private final Uid uid;
    private final Calls calls;
    private final Queue<Task> tasks = new ArrayDeque<>();
    private int sequence;
    private boolean taken;
    private boolean running;
    private int function;
    private long deadline;
    private @Nullable Consumer<Outcome> then;

    Lane(Uid uid, Calls calls) {
        this.uid = uid;
        this.calls = calls;
    }

    /// How many tasks wait.
    int waiting() {
        return tasks.size();
    }

    void submit(Task task) {
        tasks.add(task);
        run();
    }

    /// Lets tasks run until one has to wait. Not from within itself: a task that ends at once does not nest.
    private void run() {
        if (running) {
            return;
        }
        running = true;
        while (!taken && !tasks.isEmpty()) {
            taken = true;
            calls.begun();
            tasks.remove().run(this);
        }
        running = false;
    }

    @Override
    public void call(int called, Bytes payload, boolean responseExpected, Consumer<Outcome> outcome) {
        if (!calls.isConnected()) {
            outcome.accept(new Outcome.Failed(Outcome.Failure.NOT_CONNECTED, called));
            return;
        }
        sequence = sequence % Packet.SEQUENCES + 1;
        calls.send(Packet.request(uid, called, sequence, responseExpected, payload));
        if (!responseExpected) {
            outcome.accept(Outcome.NOTHING);
            return;
        }
        function = called;
        then = outcome;
        deadline = calls.opened(this);
    }

    @Override
    public void end() {
        taken = false;
        run();
    }

    boolean isWaitingFor(Packet packet) {
        return then != null && packet.function() == function && packet.sequence() == sequence;
    }

    long deadline() {
        return deadline;
    }

    void answered(Packet packet) {
        complete(switch (ErrorCode.of(packet.error())) {
            case OK -> new Outcome.Answer(packet.payload());
            case INVALID_PARAMETER -> new Outcome.Failed(Outcome.Failure.INVALID_PARAMETER, function);
            case NOT_SUPPORTED -> new Outcome.Failed(Outcome.Failure.NOT_SUPPORTED, function);
            case UNKNOWN -> new Outcome.Failed(Outcome.Failure.UNKNOWN, function);
        });
    }

    void failed(Outcome.Failure failure) {
        complete(new Outcome.Failed(failure, function));
    }

    private void complete(Outcome outcome) {
        Consumer<Outcome> told = then;
        then = null;
        if (told != null) {
            told.accept(outcome);
        }
    }
}
