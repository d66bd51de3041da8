package tidings.device.core;

import java.util.List;
import tidings.broker.spi.Downlink.Receipt;
import tidings.mqtt.ReasonCode;
import tools.jackson.databind.node.ObjectNode;

/// A way to a device that is there now. Any thread may call; nothing blocks.
public interface Link {

    /// When something came over it last, in milliseconds since 1970; the end of all times where it is no connection.
    default long lastHeard() {
        return Long.MAX_VALUE;
    }

    /// Ends the connection.
    void end(ReasonCode reason);

    /// Shared attributes were written. Who did not ask to be told is not told.
    void attributesWritten(ObjectNode values);

    /// Shared attributes were deleted.
    void attributesDeleted(List<String> keys);

    /// Sends a request.
    ///
    /// @param receipt is told how far it comes
    /// @return whether the device asked for requests; if not, nothing is sent
    boolean request(int id, String method, String params, Receipt receipt);
}
