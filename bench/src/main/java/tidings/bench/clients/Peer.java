package tidings.bench.clients;

import java.io.IOException;
import java.util.List;

/// A client library, as its users have it.
interface Peer {

    /// What the application has of it.
    interface Link extends AutoCloseable {

        /// Publishes a message.
        ///
        /// @param done is run when the message has arrived, or at most once has left
        void publish(String topic, byte[] payload, int qos, Runnable done) throws Exception;

        /// Subscribes, waiting for the answer.
        ///
        /// @param arrived is run for each message
        void subscribe(String filter, int qos, Runnable arrived) throws Exception;

        @Override
        void close() throws IOException;
    }

    String name();

    /// Connects to a server on this machine.
    Link connect(int port, String clientId) throws Exception;

    /// All of them, ours first.
    static List<Peer> all() {
        return List.of(new TidingsPeer(), new HivePeer(), new PahoPeer(), new Paho5Peer(), new VertxPeer());
    }
}
