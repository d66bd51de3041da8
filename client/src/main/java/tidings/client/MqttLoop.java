package tidings.client;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The work of a client that has no thread of its own ([MqttConfig.Builder#manualLoop]): whoever calls does it, handlers
/// and completions of futures included. Any thread may call, one at a time; the others wait.
///
/// Either call [#run] again and again; or register [#channel] for [#interest] with a selector of one's own, call [#read] and
/// [#write] when it is ready, and [#tick] when it says.
public interface MqttLoop {

    /// Waits for something to do, at most so long, and does it.
    ///
    /// @return whether there is, or will be, more to do: `while (loop.run(..))` ends with the client's last connection
    boolean run(Duration timeout);

    /// Does the work until the client has left for good.
    default void runForever() {
        boolean more = true;
        while (more) {
            more = run(Duration.ofHours(1));
        }
    }

    /// Reads what can be read, or goes on connecting; never waits.
    void read();

    /// Writes what can be written; never waits.
    void write();

    /// Does what is due by time, or was asked for by other threads. Waits for nothing but the address of a server's name.
    ///
    /// @return when to come again at the latest
    Duration tick();

    /// What a selector is to wait for at the channel, in the terms of [SelectionKey]: to be connected, then to write where
    /// there is something, and to read but while too much that was read is undelivered.
    int interest();

    /// Whether there is something to write.
    default boolean wantsWrite() {
        return (interest() & SelectionKey.OP_WRITE) != 0;
    }

    /// Whether the socket is being connected; [#read] is to be called when it is.
    boolean isConnecting();

    /// The socket, not blocking, or null where there is none. Each connection has its own.
    @Nullable
    SocketChannel channel();

    /// Calls something whenever another thread has asked for something, on that thread: to wake up a selector of one's own.
    void onWake(Runnable wake);
}
