package tidings.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// The connection ended before the answer came, or the client was closed.
public final class ConnectionLostException extends MqttException {

    @Serial
    private static final long serialVersionUID = 1;

    ConnectionLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
