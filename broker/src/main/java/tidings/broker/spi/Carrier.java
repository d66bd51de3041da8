package tidings.broker.spi;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/// Carries the bytes of a connection that came by no listener of the broker: over a WebSocket of somebody else's web
/// server, or within the process. See [tidings.broker.Entrance].
///
/// Called on an event loop, one call at a time; must not block.
public interface Carrier {

    /// Sends bytes to the client.
    ///
    /// @param bytes may be read until the stage is done
    /// @return completed, on any thread, when more may be sent. One that fails ends the connection.
    CompletionStage<Void> send(ByteBuffer bytes);

    /// Ends the connection, after all that was sent. The last call.
    void close();

    /// The way from the client to the broker. Any thread may use it, one call at a time.
    interface Inflow {

        /// Bytes came from the client.
        ///
        /// @param bytes are copied before this returns
        /// @return completed when the broker takes more; nothing more is to be handed over before
        CompletionStage<Void> received(ByteBuffer bytes);

        /// The connection is gone.
        void closed();
    }
}
