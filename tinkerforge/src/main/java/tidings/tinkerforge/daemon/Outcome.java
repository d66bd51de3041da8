package tidings.tinkerforge.daemon;

import tidings.mqtt.Bytes;

/// How a call ended.
public sealed interface Outcome {

    /// The device answered; or it was not asked to, and then with nothing.
    record Answer(Bytes payload) implements Outcome {}

    /// It did not, or it refused.
    record Failed(Failure failure, int function) implements Outcome {}

    /// Why.
    enum Failure {
        TIMEOUT,
        INVALID_PARAMETER,
        NOT_SUPPORTED,
        UNKNOWN,
        NOT_CONNECTED
    }

    /// What has no answer, because none was asked for.
    Answer NOTHING = new Answer(Bytes.EMPTY);
}
