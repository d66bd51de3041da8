package tidings.client.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import tidings.client.SocketOptions;

/// Plain sockets, not blocking, with what they are to be told.
final class Sockets {

    private Sockets() {}

    /// A socket that is not connected yet.
    ///
    /// @param peer to which it will be
    /// @param local to which it is bound, or null
    static SocketChannel open(SocketAddress peer, @Nullable SocketAddress local, SocketOptions options)
            throws IOException {
        boolean unix = peer instanceof UnixDomainSocketAddress;
        SocketChannel made = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
        try {
            made.configureBlocking(false);
            if (!unix) {
                tell(made, options);
                if (local != null) {
                    // else a port of one's own could not be used again for a minute after each connection
                    made.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                    made.bind(local);
                }
            }
        } catch (IOException | UnsupportedOperationException impossible) {
            made.close();
            throw new IOException(impossible.getMessage(), impossible);
        }
        return made;
    }

    private static void tell(SocketChannel made, SocketOptions options) throws IOException {
        made.setOption(StandardSocketOptions.TCP_NODELAY, options.noDelay());
        SocketOptions.KeepAlive keepAlive = options.keepAlive();
        if (keepAlive != null) {
            made.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            made.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, keepAlive.count());
            made.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, (int) keepAlive.idle().toSeconds());
            made.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, (int) keepAlive.interval().toSeconds());
        }
    }
}
