package tidings.client.net;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tidings.client.Server;
import tidings.client.Transport;
import tidings.mqtt.Packet;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// Moves one client: its connections, one after the other, and its alarm clock. Everything it calls and everything that is
/// asked of it, but for [#execute] and [#close], happens on one thread at a time: the driver's.
public interface Driver {

    /// How long a server may take to read the last that is sent to it.
    long CLOSING_NANOS = TimeUnit.SECONDS.toNanos(5);

    /// Whom a driver moves.
    interface Client {

        /// A connection stands.
        void opened(Connection connection);

        /// A packet came.
        void received(Packet packet);

        /// Bytes came, of a packet that is not whole yet.
        void alive();

        /// What came is no MQTT; nothing more can be read.
        void unreadable(ReasonCode reason, String text);

        /// What was sent in this turn is about to go: what is to be safe before is to be made so now.
        void flushing();

        /// More may be sent ([Connection#isWritable]).
        void writable();

        /// The connection is gone, or could not be made. Once for each [Driver#connect].
        ///
        /// @param cause what went wrong, or null where someone closed it
        void closed(@Nullable Throwable cause);

        /// The time of the alarm has come.
        void alarm();
    }

    /// Where to connect to, and how.
    ///
    /// @param maximumPacketSize in bytes; what is larger is refused before it is taken in
    record Target(
            Server server, Transport transport, Version version, int maximumPacketSize, long connectTimeoutNanos) {}

    /// Brings a driver and its client together; before anything else.
    void start(Client client);

    /// Runs something on the driver's thread, soon, in the order of the calls. Any thread may call.
    void execute(Runnable task);

    /// Makes a connection, or says why not.
    void connect(Target target);

    /// Gives up the connection that is being made: it is closed soon. Does nothing to one that stands.
    void abandon();

    /// Nanoseconds of a monotonic clock.
    long now();

    /// Calls [Client#alarm] once, not before this time has passed. Replaces the alarm before.
    ///
    /// @param nanos [Long#MAX_VALUE] for never
    void alarmIn(long nanos);

    /// No client any more. Any thread may call.
    void close();
}
