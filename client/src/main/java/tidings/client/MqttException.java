package tidings.client;

import org.jspecify.annotations.Nullable;

/// Something did not work; the subclass says what, the message says it in words.
public abstract sealed class MqttException extends RuntimeException
        permits
        ConnectRefusedException,
        ConnectionLostException,
        NotConnectedException,
        ProtocolException,
        QueueFullException,
        RefusedException,
        TimedOutException,
        UnreachableException {

    MqttException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
