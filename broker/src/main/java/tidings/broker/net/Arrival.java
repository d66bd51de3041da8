package tidings.broker.net;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import tidings.broker.Listener;
import tidings.broker.spi.ClientCertificate;

/// A connection that is ready for its CONNECT.
///
/// @param remote where it really comes from, as far as a proxy tells
/// @param certificate that it showed, or null
/// @param deadlineNanos until when it has to be in, as [System#nanoTime] counts
/// @param cameNanos when it came, likewise
record Arrival(
        Listener listener, SocketAddress remote, @Nullable ClientCertificate certificate, Gate.Visit visit,
        long deadlineNanos, long cameNanos) {}
