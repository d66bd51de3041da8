package tidings.client;

import java.io.Serial;

/// No answer came in time.
public final class TimedOutException extends MqttException {

    @Serial
    private static final long serialVersionUID = 1;

    TimedOutException(String message) {
        super(message, null);
    }
}
