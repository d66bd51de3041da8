package tidings.broker.net;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.EnhancedAuthenticator;
import tidings.broker.spi.EnhancedAuthenticator.Exchange;
import tidings.broker.spi.EnhancedAuthenticator.Step;
import tidings.broker.spi.Login;
import tidings.mqtt.Auth;
import tidings.mqtt.Bytes;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.ReasonCode;

/// The enhanced authentication of one connection (MQTT 5.0, 4.12): with its CONNECT, and whenever the client authenticates
/// once more. One at a time.
///
/// Used on the connection's loop only.
final class Authentication {

    private final EnhancedAuthenticator authenticator;
    private final Login login;
    private @Nullable Exchange running;
    private boolean deciding;

    Authentication(EnhancedAuthenticator authenticator, Login login) {
        this.authenticator = authenticator;
        this.login = login;
    }

    /// Begins, with what the client's CONNECT or AUTH says.
    CompletionStage<Step> begin(Properties told) {
        Exchange begun;
        try {
            begun = authenticator.begin(login);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedStage(failure);
        }
        running = begun;
        return next(begun, told);
    }

    /// Goes on with an AUTH of the client.
    ///
    /// @return null if it is none that is to come now: a breach of the protocol
    @Nullable
    CompletionStage<Step> received(Auth auth) {
        boolean sameMethod = authenticator.method().equals(auth.properties().get(Property.AUTHENTICATION_METHOD));
        if (deciding || !sameMethod) { // [MQTT-4.12.0-5]
            return null;
        }
        Exchange current = running;
        return switch (auth.reason()) {
            case CONTINUE_AUTHENTICATION -> current == null ? null : next(current, auth.properties());
            case RE_AUTHENTICATE -> current == null ? begin(auth.properties()) : null;
            default -> null;
        };
    }

    /// A step has been taken.
    ///
    /// @return what the client is told, in CONNACK or AUTH
    Properties taken(Step step) {
        deciding = false;
        Bytes data = switch (step) {
            case Step.Continue more -> more.data();
            case Step.Done done -> {
                running = null;
                yield done.data();
            }
        };
        Properties method = Properties.NONE.with(Property.AUTHENTICATION_METHOD, authenticator.method());
        return data.isEmpty() ? method : method.with(Property.AUTHENTICATION_DATA, data);
    }

    /// The packet that asks the client to go on, or tells it that it is done.
    static Auth packet(Step step, Properties told) {
        return new Auth(
                step instanceof Step.Continue ? ReasonCode.CONTINUE_AUTHENTICATION : ReasonCode.SUCCESS, told);
    }

    private CompletionStage<Step> next(Exchange exchange, Properties told) {
        deciding = true;
        try {
            return exchange.next(told.get(Property.AUTHENTICATION_DATA, Bytes.EMPTY));
        } catch (RuntimeException failure) {
            return CompletableFuture.failedStage(failure);
        }
    }
}
