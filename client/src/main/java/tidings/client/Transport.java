package tidings.client;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// How bytes get to a server and back.
///
/// @param proxy through whom, or null for directly
public record Transport(Tls tls, WebSocket webSocket, @Nullable Proxy proxy, SocketOptions socket) {

    /// Directly, with the defaults of each.
    public static final Transport DEFAULT = new Transport(Tls.DEFAULT, WebSocket.DEFAULT, null, SocketOptions.DEFAULT);

    Transport withTls(UnaryOperator<Tls> change) {
        return new Transport(change.apply(tls), webSocket, proxy, socket);
    }

    Transport withWebSocket(UnaryOperator<WebSocket> change) {
        return new Transport(tls, change.apply(webSocket), proxy, socket);
    }

    Transport withProxy(@Nullable Proxy through) {
        return new Transport(tls, webSocket, through, socket);
    }

    Transport withSocket(UnaryOperator<SocketOptions> change) {
        return new Transport(tls, webSocket, proxy, change.apply(socket));
    }
}
