package tidings.broker.session;

import org.jspecify.annotations.Nullable;
import tidings.mqtt.Connect;
import tidings.mqtt.ReasonCode;

/// One that is in, as it is seen from outside. Any thread may ask, but what changes with time is to be read on its loop.
sealed interface Visitor permits ClientPeer, MountedPeer {

    Session session();

    /// What it came with.
    Connect connect();

    Connection connection();

    /// Who it logged in as, or null where it did not, or where that is not to be shown.
    @Nullable
    String userName();

    /// Throws it out; on its loop.
    void kick(ReasonCode reason);
}
