package tidings.tinkerforge.daemon;

import java.util.function.Consumer;
import tidings.mqtt.Bytes;

/// The right to call a device, which one task has at a time: what belongs together is not interrupted.
///
/// Belongs to the event loop. Outcomes come there, at once or later.
public interface Turn {

    /// Calls a function; the next call only after the outcome of this one.
    void call(int function, Bytes payload, boolean responseExpected, Consumer<Outcome> then);

    /// The task is done: the next one's turn.
    void end();

    /// What wants to call a device. It ends its turn, whatever happens.
    @FunctionalInterface
    interface Task {
        void run(Turn turn);
    }
}
