package tidings.broker.session;

import java.net.SocketAddress;
import java.net.URI;

/// One connection, as it is seen from outside: where it came in, since when, and what it carried.
///
/// Counted by its owner, the connection's loop, and read there.
public final class Connection {

    private final URI listener;
    private final SocketAddress remote;
    private final long sinceMillis;
    private long number;
    private long messagesReceived;
    private long messagesSent;
    private long bytesReceived;
    private long bytesSent;

    public Connection(URI listener, SocketAddress remote, long sinceMillis) {
        this.listener = listener;
        this.remote = remote;
        this.sinceMillis = sinceMillis;
    }

    public void received(long bytes) {
        bytesReceived += bytes;
    }

    public void receivedMessages(int count) {
        messagesReceived += count;
    }

    public void sent(long bytes) {
        bytesSent += bytes;
    }

    public void sentMessage() {
        messagesSent++;
    }

    /// It is in, as one that differs from all others.
    void number(long given) {
        number = given;
    }

    URI listener() {
        return listener;
    }

    SocketAddress remote() {
        return remote;
    }

    long sinceMillis() {
        return sinceMillis;
    }

    long number() {
        return number;
    }

    long messagesReceived() {
        return messagesReceived;
    }

    long messagesSent() {
        return messagesSent;
    }

    long bytesReceived() {
        return bytesReceived;
    }

    long bytesSent() {
        return bytesSent;
    }
}
