package tidings.client;

/// No answer came in time.
public final class TimedOutException extends MqttException {

    TimedOutException(String message) {
        super(message, null);
    }
}
