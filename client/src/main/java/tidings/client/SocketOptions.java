package tidings.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the socket is told.
///
/// @param noDelay whether small packets go at once (TCP_NODELAY)
/// @param keepAlive how TCP itself tests the connection, or null for not at all
/// @param localHost the address to connect from, or null for any
/// @param localPort the port to connect from, or 0 for any
public record SocketOptions(boolean noDelay, @Nullable KeepAlive keepAlive, @Nullable String localHost, int localPort) {

    private static final int LARGEST_PORT = 0xFFFF;

    /// At once, MQTT's keep alive only, from anywhere.
    public static final SocketOptions DEFAULT = new SocketOptions(true, null, null, 0);

    /// After how much silence TCP asks, how often, and how many times in vain (TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT).
    ///
    /// @param idle in whole seconds, 1 or more
    /// @param interval in whole seconds, 1 or more
    public record KeepAlive(int count, Duration idle, Duration interval) {

        public KeepAlive {
            if (count < 1 || idle.toSeconds() < 1 || interval.toSeconds() < 1) {
                throw new IllegalArgumentException("TCP asks at least once, after a second or more, not " + count
                        + " times after " + idle + " and every " + interval);
            }
        }
    }

    public SocketOptions {
        if (localPort < 0 || localPort > LARGEST_PORT) {
            throw new IllegalArgumentException("There is no port " + localPort);
        }
    }

    /// Sending small packets at once, or gathering them in the system.
    public SocketOptions noDelay(boolean on) {
        return new SocketOptions(on, keepAlive, localHost, localPort);
    }

    /// With TCP's own keep alive.
    public SocketOptions keepAlive(int count, Duration idle, Duration interval) {
        return new SocketOptions(noDelay, new KeepAlive(count, idle, interval), localHost, localPort);
    }

    /// Connecting from an address of this machine.
    public SocketOptions localAddress(String host) {
        return localAddress(host, 0);
    }

    /// Connecting from an address and port of this machine.
    public SocketOptions localAddress(String host, int port) {
        return new SocketOptions(noDelay, keepAlive, host, port);
    }
}
