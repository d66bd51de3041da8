package tidings.broker;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Version;

/// A client, as it is seen from outside: its session, and its connection where it has one.
///
/// @param userName who it logged in as; null where it did not, is not connected, or is mounted: that would be a secret
/// @param mounted whether it is a client of a mount, as devices are: it has no session beyond its connection
/// @param connection its connection, or null while it is away
/// @param sessionExpiry how long its session is kept while it is away
/// @param subscriptions how many filters it subscribed to
/// @param queuedMessages that wait for it, in memory or on disk
/// @param queuedBytes of their payload
/// @param inFlight messages of QoS 1 and 2 that it has not acknowledged yet
/// @param dropped messages that were lost to it since the broker started or its session began
public record ClientDetails(
        String clientId,
        @Nullable String userName,
        boolean mounted,
        @Nullable Connected connection,
        Duration sessionExpiry,
        int subscriptions,
        long queuedMessages,
        long queuedBytes,
        int inFlight,
        long dropped) {

    /// A connection.
    ///
    /// @param number that no other connection has had since the broker started
    /// @param address from where, as `HOST:PORT`
    /// @param listener where it came in
    /// @param keepAlive that holds for it; zero for none
    /// @param messagesReceived PUBLISH packets, as all that follow
    public record Connected(
            long number,
            String address,
            URI listener,
            Version version,
            Instant since,
            Duration keepAlive,
            boolean cleanStart,
            long messagesReceived,
            long messagesSent,
            long bytesReceived,
            long bytesSent) {}
}
