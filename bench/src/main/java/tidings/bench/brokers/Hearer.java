package tidings.bench.brokers;

import java.nio.ByteBuffer;

/// Who hears what comes on the connections of a [Generator].
interface Hearer {

    /// A message came.
    void heard(Connection connection, int publisher, int message);

    /// The broker has taken responsibility for a message of this connection.
    void acknowledged(Connection connection);

    /// A CONNACK or SUBACK came.
    ///
    /// @param rest of it, from behind its fixed header
    void answered(Connection connection, ByteBuffer rest);

    /// The broker closed the connection.
    void closed(Connection connection);
}
