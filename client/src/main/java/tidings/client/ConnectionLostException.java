package tidings.client;

import org.jspecify.annotations.Nullable;

/// The connection ended before the answer came, or the client was closed.
public final class ConnectionLostException extends MqttException {

    ConnectionLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
