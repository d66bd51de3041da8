package tidings.broker;

import java.net.SocketAddress;
import tidings.broker.net.SideDoor;
import tidings.broker.spi.Carrier;

/// A way in for connections whose bytes somebody else carries, such as a web server that has upgraded a request to
/// WebSocket. Clients come by it as by a listener: they log in, and are held to the same limits.
///
/// Any thread may use it.
public final class Entrance {

    private final SideDoor door;

    Entrance(SideDoor door) {
        this.door = door;
    }

    /// A connection comes.
    ///
    /// @param remote where it comes from
    /// @param carrier of the bytes to it; closed at once where it is not let in
    /// @return takes the bytes that come from it
    public Carrier.Inflow connect(SocketAddress remote, Carrier carrier) {
        return door.connect(remote, carrier);
    }
}
