package tidings.client.engine;

import tidings.mqtt.Properties;
import tidings.mqtt.ReasonCode;

/// Where the outcome of a command goes. Called once, on the engine's thread; must not call the engine.
///
/// @param <T> what the server answered
public interface Reply<T> {

    /// The server answered.
    void done(T answer);

    /// There is no answer, or a bad one.
    void failed(Failure failure);

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
