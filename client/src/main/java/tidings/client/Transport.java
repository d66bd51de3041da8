package tidings.client;

import org.jspecify.annotations.Nullable;

/// How bytes get to a server and back.
///
/// @param proxy through whom, or null for directly
public record Transport(Tls tls, WebSocket webSocket, @Nullable Proxy proxy, SocketOptions socket) {

    /// Directly, with the defaults of each.
    public static final Transport DEFAULT = new Transport(Tls.DEFAULT, WebSocket.DEFAULT, null, SocketOptions.DEFAULT);
}
