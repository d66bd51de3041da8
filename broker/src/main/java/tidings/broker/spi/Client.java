package tidings.broker.spi;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// An ordinary client that is in.
///
/// @param clientId as its CONNECT named it, or as the broker made it up
/// @param userName who it logged in as, or null where it did not
public record Client(String clientId, @Nullable String userName, SocketAddress remote) {}
