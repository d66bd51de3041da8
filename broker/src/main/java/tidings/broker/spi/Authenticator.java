package tidings.broker.spi;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.ReasonCode;

/// Decides who comes in. A broker asks its authenticators in order, until one does not answer [Verdict.NotMine].
///
/// Called on the connection's event loop: must not block, may answer later from any thread. The connection is not read
/// meanwhile. An answer that fails is a refusal with [ReasonCode#SERVER_UNAVAILABLE].
@FunctionalInterface
public interface Authenticator extends AutoCloseable {

    CompletionStage<Verdict> authenticate(Login login);

    /// The broker that asked it has stopped. Frees what it holds, threads above all; by default there is nothing.
    @Override
    default void close() {}

    /// What became of a login.
    sealed interface Verdict {

        /// An ordinary client: it publishes to and hears from every other.
        ///
        /// @param userName who it turned out to be, where that is not the user name of its CONNECT; else null
        record Accepted(@Nullable String userName) implements Verdict {}

        /// A client of a mount, which sees nothing of the ordinary ones.
        ///
        /// @param maximumPacketSize bytes of a whole packet that this client may send
        record Mounted(Mount mount, int maximumPacketSize) implements Verdict {}

        /// Not welcome.
        ///
        /// @param reason what the CONNACK says; before MQTT 5.0 the nearest of its five codes
        /// @param why for the operator's log, without secrets
        record Refused(ReasonCode reason, String why) implements Verdict {}

        /// Not known here: the next authenticator is to be asked.
        record NotMine() implements Verdict {}

        Verdict ACCEPTED = new Accepted(null);
        Verdict NOT_MINE = new NotMine();
    }
}
