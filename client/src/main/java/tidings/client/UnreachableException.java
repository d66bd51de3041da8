package tidings.client;

import org.jspecify.annotations.Nullable;

/// There is no connection to be had: nobody listens there, or there is no such host.
public final class UnreachableException extends MqttException {

    UnreachableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
