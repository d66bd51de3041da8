package tidings.broker.net;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tidings.broker.BrokerConfig;
import tidings.broker.Limits;
import tidings.broker.session.PayloadFormat;
import tidings.broker.session.QueuedBytes;
import tidings.broker.session.TopicRules;
import tidings.broker.spi.Authenticator;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.broker.spi.EnhancedAuthenticator;
import tidings.broker.spi.Interceptor;
import tidings.broker.spi.Login;
import tidings.mqtt.Connect;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// Who comes in: asks the authenticators in their order. Any loop may use it.
final class Door {

    private static final int MADE_UP_BYTES = 12;

    private final BrokerConfig config;
    private final QueuedBytes queued;
    private final Supplier<Limits> limits;
    private final SecureRandom random = new SecureRandom();

    /// @param queued what waits for all sessions together
    /// @param limits that hold now
    Door(BrokerConfig config, QueuedBytes queued, Supplier<Limits> limits) {
        this.limits = limits;
        this.config = config;
        this.queued = queued;
    }

    /// Why a CONNECT is refused whoever sent it, or null.
    Verdict.@Nullable Refused objection(Connect connect, int connections, Gate.Visit visit) {
        ReasonCode objection = visit.objection();
        if (objection != null) {
            return new Verdict.Refused(objection,
                    "too many connections or failed logins from its address (--max-...-per-address)");
        }
        if (queued.isNearlyFull()) {
            return new Verdict.Refused(
                    config.serverReference() == null ? ReasonCode.SERVER_BUSY : full(),
                    "too much waits for all sessions together (--max-queued-bytes-in-all)");
        }
        if (connections > limits.get().connections()) {
            return new Verdict.Refused(full(), "too many connections (--max-connections)");
        }
        boolean needsId = connect.version() == Version.V3_1
                || (connect.version() == Version.V3_1_1 && !connect.cleanStart()); // [MQTT-3.1.3-8] of 3.1.1
        if (connect.clientId().isEmpty() && needsId) {
            return new Verdict.Refused(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "no client id, and a session to keep");
        }
        if (connect.clientId().isEmpty() && config.clientIdPrefix() == null) {
            return new Verdict.Refused(
                    ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "no client id (--require-client-id)");
        }
        if (connect.clientId().length() > limits.get().clientIdBytes()) {
            return new Verdict.Refused(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "the client id is too long");
        }
        Message will = connect.will();
        return will == null ? null : objection(will);
    }

    private Verdict.@Nullable Refused objection(Message will) {
        ReasonCode unsupported = TopicRules.unsupported(will, limits.get()); // [MQTT-3.2.2-12], [MQTT-3.2.2-13]
        if (unsupported != null) {
            return new Verdict.Refused(unsupported, "its will asks for what is not offered");
        }
        if (will.payload().size() > limits.get().payloadBytes()) {
            return new Verdict.Refused(ReasonCode.PACKET_TOO_LARGE, "its will is too large (--max-payload-size)");
        }
        if (limits.get().payloadFormat() && !PayloadFormat.isAsSaid(will)) {
            return new Verdict.Refused(
                    ReasonCode.PAYLOAD_FORMAT_INVALID, "its will is no UTF-8 (--check-payload-format)");
        }
        ReasonCode forbidden = TopicRules.check(will.topic(), limits.get());
        return forbidden == null ? null : new Verdict.Refused(forbidden, "the topic of the will is not allowed");
    }

    /// What a client is told that finds no room here: to go elsewhere, where there is an elsewhere.
    ReasonCode full() {
        return config.serverReference() == null ? ReasonCode.QUOTA_EXCEEDED : ReasonCode.USE_ANOTHER_SERVER;
    }

    /// Where a client is sent for a reason, as the properties of CONNACK or DISCONNECT (MQTT 5.0, 4.11).
    Properties reference(ReasonCode reason) {
        boolean elsewhere = reason == ReasonCode.USE_ANOTHER_SERVER || reason == ReasonCode.SERVER_MOVED;
        String reference = config.serverReference();
        return elsewhere && reference != null
                ? Properties.NONE.with(Property.SERVER_REFERENCE, reference)
                : Properties.NONE;
    }

    List<Interceptor> interceptors() {
        return config.interceptors();
    }

    /// Who does a method of enhanced authentication, or null.
    @Nullable
    EnhancedAuthenticator authenticator(String method) {
        for (EnhancedAuthenticator one : config.enhancedAuthenticators()) {
            if (one.method().equals(method)) {
                return one;
            }
        }
        return null;
    }

    /// Asks one authenticator after the other, unless the listener takes the client's certificate for its name.
    CompletionStage<Verdict> ask(Login login) {
        Verdict certified = CertificateName.verdict(login);
        return certified == null
                ? ask(login, config.authenticators())
                : CompletableFuture.completedStage(certified);
    }

    /// A client id for one that has none.
    String makeUpClientId() {
        byte[] bytes = new byte[MADE_UP_BYTES];
        random.nextBytes(bytes);
        return Objects.requireNonNullElse(config.clientIdPrefix(), "")
                + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private CompletionStage<Verdict> ask(Login login, List<Authenticator> rest) {
        if (rest.isEmpty()) {
            return CompletableFuture.completedStage(unknown(login));
        }
        return asked(rest.get(0), login)
                .thenCompose(verdict -> verdict instanceof Verdict.NotMine
                        ? ask(login, rest.subList(1, rest.size()))
                        : CompletableFuture.completedStage(verdict));
    }

    /// An authenticator that throws has failed to answer, nothing more.
    private static CompletionStage<Verdict> asked(Authenticator authenticator, Login login) {
        try {
            return authenticator.authenticate(login);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedStage(failure);
        }
    }

    private Verdict unknown(Login login) {
        Boolean here = login.listener().allowAnonymous();
        boolean allowAnonymous = here == null ? config.allowAnonymous() : here;
        if (login.userName() == null) {
            return allowAnonymous
                    ? Verdict.ACCEPTED
                    : new Verdict.Refused(ReasonCode.NOT_AUTHORIZED, "no user name, and nobody comes in without");
        }
        return allowAnonymous && config.authenticators().isEmpty()
                ? Verdict.ACCEPTED
                : new Verdict.Refused(ReasonCode.NOT_AUTHORIZED, "unknown user name");
    }
}
