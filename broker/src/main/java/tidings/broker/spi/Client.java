package tidings.broker.spi;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// An ordinary client that is in, or was.
///
/// @param clientId as its CONNECT named it, or as the broker made it up
/// @param userName who it logged in as, or null where it did not
public record Client(String clientId, @Nullable String userName, SocketAddress remote) {

    private static final SocketAddress NOWHERE = new InetSocketAddress(0);

    /// One that is not connected: what it may do is asked nonetheless.
    public static Client away(String clientId, @Nullable String userName) {
        return new Client(clientId, userName, NOWHERE);
    }
}
