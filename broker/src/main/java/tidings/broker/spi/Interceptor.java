package tidings.broker.spi;

import java.util.concurrent.CompletionStage;
import tidings.mqtt.Message;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Subscription;

/// Looks at what ordinary clients do, and lets it pass, changes it or forbids it. The broker asks its interceptors in
/// order, each with what the one before made of it, and after it has seen for itself that the client may do it.
///
/// Called on the client's event loop, one call for a client at a time; must not block. What takes time answers
/// [Decision.Later]: nothing more of this client is read until it is decided, and nobody else waits. One that throws has
/// forbidden it.
public interface Interceptor {

    /// A client has logged in and wants to come in.
    ///
    /// @param client its id is empty where the broker is to make one up
    /// @return with another user name it is in as that
    default Decision<Client> connect(Client client) {
        return Decision.pass(client);
    }

    /// A client publishes.
    default Decision<Message> publish(Client client, Message message) {
        return Decision.pass(message);
    }

    /// A client subscribes.
    ///
    /// @return with another filter or other options it has subscribed to these
    default Decision<Subscription> subscribe(Client client, Subscription subscription) {
        return Decision.pass(subscription);
    }

    /// A client is gone.
    default void disconnected(Client client) {}

    /// What is to become of something.
    ///
    /// @param <T> what
    sealed interface Decision<T> {

        /// It goes on, changed or not.
        record Pass<T>(T what) implements Decision<T> {}

        /// It does not.
        ///
        /// @param reason for a client of MQTT 5.0
        record Refuse<T>(ReasonCode reason) implements Decision<T> {}

        /// It is not known yet. The answer may come on any thread; one that fails is a refusal.
        record Later<T>(CompletionStage<Decision<T>> decision) implements Decision<T> {}

        static <T> Decision<T> pass(T what) {
            return new Pass<>(what);
        }

        static <T> Decision<T> refuse(ReasonCode reason) {
            return new Refuse<>(reason);
        }

        static <T> Decision<T> later(CompletionStage<Decision<T>> decision) {
            return new Later<>(decision);
        }
    }
}
