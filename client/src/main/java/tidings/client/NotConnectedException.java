package tidings.client;

/// There is no connection, and this may not wait for one: a message at most once, or a new authentication.
public final class NotConnectedException extends MqttException {

    NotConnectedException() {
        super("Not connected; this does not wait for a connection", null);
    }
}
