package tidings.tinkerforge.daemon;

import java.time.Duration;

/// Where a Brick Daemon is, and how to speak with it.
///
/// @param secret empty for none
/// @param timeout how long to wait for the answer to a call
/// @param waitingForOne how many calls may wait for one device
/// @param waitingForAll how many may wait for all together
/// @param longestDelay how long to wait between two attempts to connect, at most
public record DaemonAddress(
        String host,
        int port,
        String secret,
        Duration timeout,
        int waitingForOne,
        int waitingForAll,
        Duration longestDelay) {

    /// Without the secret.
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
