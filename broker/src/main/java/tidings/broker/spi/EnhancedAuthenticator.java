package tidings.broker.spi;

import java.util.concurrent.CompletionStage;
import tidings.mqtt.Bytes;

/// A method of enhanced authentication (MQTT 5.0, 4.12): the client and the broker send each other data until one of them
/// is content or gives up.
public interface EnhancedAuthenticator {

    /// Its name, as clients give it in the Authentication Method, such as `SCRAM-SHA-256`.
    String method();

    /// Begins: with a CONNECT, or with a client that is in and authenticates once more. Called on the connection's event
    /// loop; must not block.
    Exchange begin(Login login);

    /// One authentication. Used on the connection's event loop, one call at a time; is thrown away when the connection is
    /// gone.
    interface Exchange {

        /// What the client sends, the first time with its CONNECT or its wish to authenticate once more.
        ///
        /// @param data may be empty
        /// @return what is to be done; may come later, from any thread. One that fails is a refusal.
        CompletionStage<Step> next(Bytes data);
    }

    /// What comes next.
    sealed interface Step {

        /// The client is to answer this.
        record Continue(Bytes data) implements Step {}

        /// It is decided.
        ///
        /// @param data for the client, if it is accepted; may be empty
        record Done(Authenticator.Verdict verdict, Bytes data) implements Step {}
    }
}
