package tidings.client;

import java.io.Serial;

/// There is no connection, and this may not wait for one: a message at most once, or a new authentication.
public final class NotConnectedException extends MqttException {

    @Serial
    private static final long serialVersionUID = 1;

    NotConnectedException() {
        super("Not connected; this does not wait for a connection", null);
    }
}
