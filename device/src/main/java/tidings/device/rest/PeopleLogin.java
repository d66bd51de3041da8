package tidings.device.rest;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import tidings.broker.spi.Authenticator;
import tidings.broker.spi.Login;
import tidings.mqtt.Bytes;
import tidings.mqtt.ReasonCode;

/// Lets administrators into the broker with what they are signed in with: the token of their login as the password. So the
/// pages speak MQTT without another password, and no token stands in an address. Their topics are ordinary ones, which an
/// ACL file may narrow by their e-mail.
///
/// What is no token of this server is somebody else's to judge.
public final class PeopleLogin implements Authenticator {

    /// How each JSON Web Token begins: with `{"`, in base64.
    private static final String BEGIN = "eyJ";

    private final Tokens tokens;
    private final Desk desk;
    private final Executor blocking = task -> Thread.ofVirtual().name("people-login").start(task);

    public PeopleLogin(Desk desk, InstantSource clock) {
        this.tokens = new Tokens(desk.identity().tokenSecret(), desk.identity().tenant(), clock);
        this.desk = desk;
    }

    @Override
    public CompletionStage<Verdict> authenticate(Login login) {
        Bytes password = login.password();
        if (password == null || login.userName() == null) {
            return CompletableFuture.completedStage(Verdict.NOT_MINE);
        }
        String token = new String(password.toArray(), StandardCharsets.UTF_8);
        return token.startsWith(BEGIN)
                ? CompletableFuture.supplyAsync(() -> judge(token), blocking)
                : CompletableFuture.completedStage(Verdict.NOT_MINE);
    }

    private Verdict judge(String token) {
        try {
            Caller caller = Caller.identify(token, tokens, desk.accounts(), desk.keys());
            return caller.isAdministrator()
                    ? new Verdict.Accepted(caller.user().email())
                    : new Verdict.Refused(ReasonCode.NOT_AUTHORIZED, "only administrators speak with the broker");
        } catch (Tokens.BadTokenException bad) {
            return bad.expired()
                    ? new Verdict.Refused(ReasonCode.NOT_AUTHORIZED, "the login has ended")
                    : Verdict.NOT_MINE;
        }
    }
}
