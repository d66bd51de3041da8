package tidings.broker.net;

import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.session.Interception;
import tidings.broker.session.Printable;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.broker.spi.Client;
import tidings.broker.spi.EnhancedAuthenticator;
import tidings.broker.spi.EnhancedAuthenticator.Step;
import tidings.broker.spi.Interceptor;
import tidings.broker.spi.Login;
import tidings.mqtt.Auth;
import tidings.mqtt.Bytes;
import tidings.mqtt.Connect;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.ReasonCode;

/// How one client comes in: from its CONNECT to the verdict, with as many steps between them as its authentication takes;
/// and how it authenticates once more while it is in.
///
/// Used on the connection's loop only; what others answer is brought there.
final class Entry {

    private static final Logger LOG = LoggerFactory.getLogger(Entry.class);
    private static final Verdict UNDECIDED =
            new Verdict.Refused(ReasonCode.SERVER_UNAVAILABLE, "the login could not be decided");

    private final Door door;
    private final Connect connect;
    private final Login login;
    private final Executor loop;
    private final Threshold threshold;
    private @Nullable Authentication authentication;
    private @Nullable Client client;

    /// Who wants to come in.
    interface Threshold {

        /// The client is to answer this, or is told that it has authenticated once more.
        void ask(Auth auth);

        /// The login is decided.
        ///
        /// @param greeting for the CONNACK
        void decided(Verdict verdict, Properties greeting);

        /// The client has failed to authenticate once more.
        void failed(ReasonCode reason);
    }

    /// @param loop the connection's, whichever it is on when it is asked
    Entry(Door door, Connect connect, Arrival arrival, Executor loop, Threshold threshold) {
        this.door = door;
        this.connect = connect;
        this.login = new Login(
                connect.version(), connect.clientId(), connect.userName(), connect.password(),
                arrival.certificate(), arrival.listener(), arrival.remote());
        this.loop = loop;
        this.threshold = threshold;
    }

    void begin() {
        String method = connect.properties().get(Property.AUTHENTICATION_METHOD);
        if (method == null) {
            door.ask(login)
                    .whenComplete((verdict, failure) -> loop.execute(
                            () -> decide(verdict == null ? undecided(failure) : verdict, Properties.NONE)));
            return;
        }
        EnhancedAuthenticator authenticator = door.authenticator(method);
        if (authenticator == null) { // [MQTT-4.12.0-1]
            threshold.decided(
                    new Verdict.Refused(ReasonCode.BAD_AUTHENTICATION_METHOD, "the method is not offered"),
                    Properties.NONE);
            return;
        }
        authentication = new Authentication(authenticator, login);
        await(authentication, authentication.begin(connect.properties()));
    }

    /// An AUTH came.
    ///
    /// @return whether it may come now
    boolean received(Auth auth) {
        Authentication mine = authentication;
        CompletionStage<Step> step = mine == null ? null : mine.received(auth);
        if (mine == null || step == null) {
            return false;
        }
        await(mine, step);
        return true;
    }

    /// Whether the client may authenticate once more, so that this is to be kept.
    boolean goesOn() {
        return authentication != null;
    }

    /// As whom the client is in.
    ///
    /// @param clientId its own, or the one that was made up for it
    Client client(String clientId, Verdict.Accepted verdict) {
        Client known = new Client(clientId, userName(verdict), login.remote());
        client = known;
        return known;
    }

    private void await(Authentication mine, CompletionStage<Step> stage) {
        stage.whenComplete((step, failure) -> loop.execute(() -> {
            Step taken = step == null ? new Step.Done(undecided(failure), Bytes.EMPTY) : step;
            Properties told = mine.taken(taken);
            if (client == null) {
                first(taken, told);
            } else {
                again(client, taken, told);
            }
        }));
    }

    private void first(Step step, Properties told) {
        switch (step) {
            case Step.Continue more -> threshold.ask(Authentication.packet(step, told));
            case Step.Done done -> decide(done.verdict(), told);
        }
    }

    /// A login is decided, but for what interceptors say to it.
    private void decide(Verdict verdict, Properties told) {
        if (!(verdict instanceof Verdict.Accepted accepted) || door.interceptors().isEmpty()) {
            threshold.decided(verdict, told);
            return;
        }
        Client asked = new Client(login.clientId(), userName(accepted), login.remote());
        new Interception(door.interceptors(), asked, loop, waiting -> {}).ask(
                asked, Interceptor::connect, (passed, refused) -> threshold.decided(
                        passed != null
                                ? new Verdict.Accepted(passed.userName())
                                : new Verdict.Refused(
                                        refused == null ? ReasonCode.NOT_AUTHORIZED : refused,
                                        "an interceptor forbids it"),
                        told));
    }

    private void again(Client known, Step step, Properties told) {
        if (step instanceof Step.Done done && !isStill(known, done.verdict())) {
            threshold.failed(ReasonCode.NOT_AUTHORIZED);
        } else {
            threshold.ask(Authentication.packet(step, told));
        }
    }

    private boolean isStill(Client known, Verdict verdict) {
        return verdict instanceof Verdict.Accepted accepted && Objects.equals(userName(accepted), known.userName());
    }

    private @Nullable String userName(Verdict.Accepted verdict) {
        return verdict.userName() == null ? login.userName() : verdict.userName();
    }

    private Verdict undecided(@Nullable Throwable failure) {
        LOG.error("client={} The login could not be decided", Printable.of(connect.clientId()), failure);
        return UNDECIDED;
    }
}
