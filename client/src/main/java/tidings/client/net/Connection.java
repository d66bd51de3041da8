package tidings.client.net;

import tidings.mqtt.Packet;

/// A connection that stands. Used on the driver's thread.
public interface Connection {

    /// Sends a packet, after those sent before it.
    void send(Packet packet);

    /// Whether more may be sent without piling up; [Driver.Client#writable] says when it may again.
    boolean isWritable();

    /// Whether what comes is to be read. Off, the server is held back by TCP.
    void reading(boolean on);

    /// Whether what comes is read.
    boolean isReading();

    /// Closes it after everything that was sent.
    void close();
}
