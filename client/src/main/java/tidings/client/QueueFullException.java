package tidings.client;

/// Too much waits to be sent already ([Limits]); try again when some of it is acknowledged.
public final class QueueFullException extends MqttException {

    QueueFullException(int messages, long bytes) {
        super(messages + " messages of " + bytes + " bytes wait already; see limits(..)", null);
    }
}
