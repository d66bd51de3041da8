package tidings.device.core;

import tidings.mqtt.ReasonCode;

/// A way to a device that is there now. Any thread may call.
public interface Link {

    /// Ends the connection.
    void end(ReasonCode reason);
}
