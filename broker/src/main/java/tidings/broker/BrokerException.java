package tidings.broker;

import java.io.Serial;

/// A broker cannot start as it is told to. The message is for a person: what is wrong, and what to change.
public final class BrokerException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    public BrokerException(String message) {
        super(message);
    }

    public BrokerException(String message, Throwable cause) {
        super(message, cause);
    }
}
