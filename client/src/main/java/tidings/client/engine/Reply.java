package tidings.client.engine;

import java.util.function.Consumer;
import tidings.mqtt.Properties;
import tidings.mqtt.ReasonCode;

/// Where the outcome of a command goes. Called once, on the engine's thread; must not call the engine.
///
/// @param <T> what the server answered
public interface Reply<T> {

    /// The server answered.
    default void done(T answer) {}

    /// There is no answer, or a bad one.
    default void failed(Failure failure) {}

    /// Nobody waits for this answer. What was refused the server says in the log of its own.
    static <T> Reply<T> unheard() {
        return new Reply<>() {};
    }

    /// This reply, where somebody else is to see the answer first.
    default Reply<T> after(Consumer<T> first) {
        return new Reply<>() {
            @Override
            public void done(T answer) {
                first.accept(answer);
                Reply.this.done(answer);
            }

            @Override
            public void failed(Failure failure) {
                Reply.this.failed(failure);
            }
        };
    }

    /// Why a command failed.
    sealed interface Failure {

        /// The server refused, or could not take it.
        ///
        /// @param byServer whether it answered so, or the client knew beforehand
        /// @param properties of the answer
        record Refused(boolean byServer, ReasonCode reason, String text, Properties properties) implements Failure {}

        /// There is no connection, and nothing may wait for one.
        record NotConnected() implements Failure {}

        /// The connection was lost before the answer came.
        record Lost() implements Failure {}

        /// Too much waits already.
        record QueueFull(int messages, long bytes) implements Failure {}
    }
}
