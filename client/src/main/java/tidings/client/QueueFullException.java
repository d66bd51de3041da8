package tidings.client;

import java.io.Serial;

/// Too much waits to be sent already ([Limits]); try again when some of it is acknowledged.
public final class QueueFullException extends MqttException {

    @Serial
    private static final long serialVersionUID = 1;

    QueueFullException(int messages, long bytes) {
        super(messages + " messages of " + bytes + " bytes wait already; see limits(..)", null);
    }
}
