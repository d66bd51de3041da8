package tidings.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// There is no connection to be had: nobody listens there, or there is no such host.
public final class UnreachableException extends MqttException {

    @Serial
    private static final long serialVersionUID = 1;

    UnreachableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
