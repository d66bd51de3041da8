package tidings.device.rest;

import io.javalin.http.Context;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import tidings.device.core.Accounts;
import tidings.device.core.Refusal;
import tidings.device.rest.Answers.ErrorCode;
import tidings.device.rest.Api.Access;
import tidings.device.store.User;
import tools.jackson.databind.node.ObjectNode;

/// Logging in and out (SERVER_API 2).
final class AuthRoutes {

    private final Accounts accounts;
    private final Tokens tokens;
    private final Shapes shapes;
    private final InstantSource clock;

    AuthRoutes(Accounts accounts, Tokens tokens, Shapes shapes, InstantSource clock) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.shapes = shapes;
        this.clock = clock;
    }

    void addTo(Api api) {
        Api.Area area = api.area("Login");
        area.post("/api/auth/login", Access.OPEN, "Logs in.", this::login).takes("Login").answers("Tokens");
        area.post("/api/auth/token", Access.OPEN, "Makes new tokens of a refresh token.", this::refresh)
                .takes("RefreshToken")
                .answers("Tokens");
        area.get("/api/auth/user", Access.USER, "Who is logged in.",
                context -> Answers.json(context, shapes.user(Caller.of(context).user()))).answers("User");
        area.post("/api/auth/logout", Access.USER, "Ends this login.", this::logout);
        area.post("/api/auth/changePassword", Access.USER, "Changes one's own password, and ends one's other logins.",
                this::changePassword)
                .takes("PasswordChange")
                .answers("Tokens")
                .audited("USER CREDENTIALS_UPDATED");
        area.get("/api/noauth/activate", Access.OPEN, "Leads to the page on which a new user chooses a password.",
                this::toActivation).mustQuery("activateToken", "From the activation link.");
        area.post("/api/noauth/activate", Access.OPEN, "Gives a new user a password, and logs in.", this::activate)
                .takes("Activation")
                .answers("Tokens");
    }

    private void login(Context context) {
        ObjectNode body = Answers.object(context);
        String name = Answers.text(body, "username");
        String password = Answers.text(body, "password");
        Accounts.Login login = name == null || password == null
                ? new Accounts.Login.Wrong()
                : accounts.login(name, password, context.ip());
        switch (login) {
            case Accounts.Login.Welcome(User user) -> answer(context, user, UUID.randomUUID().toString());
            case Accounts.Login.Wrong wrong -> Answers.error(context, 401, ErrorCode.AUTHENTICATION,
                    "Invalid username or password");
            case Accounts.Login.TooOften(var pause) -> {
                context.header("Retry-After", Long.toString(pause.toSeconds() + 1));
                Answers.error(context, 429, ErrorCode.TOO_MANY_REQUESTS,
                        "Too many wrong passwords; try again in " + (pause.toSeconds() + 1) + " s");
            }
        }
    }

    private void refresh(Context context) throws Tokens.BadTokenException {
        Tokens.Claims claims = tokens.verify(Answers.text(Answers.object(context), "refreshToken"));
        User user = accounts.active(claims.user(), claims.session(), claims.logins())
                .filter(known -> claims.refresh())
                .orElseThrow(() -> new Tokens.BadTokenException(true));
        answer(context, user, claims.session());
    }

    private void logout(Context context) {
        String session = Caller.of(context).session();
        if (session.isEmpty()) {
            throw Refusal.badRequest("A key is no login: it is taken away with DELETE /api/apiKey/{id}");
        }
        accounts.endLogin(session, clock.millis() + Tokens.REFRESH_LIFETIME.toMillis());
    }

    private void changePassword(Context context) {
        ObjectNode body = Answers.object(context);
        String before = Answers.text(body, "currentPassword");
        String after = Answers.text(body, "newPassword");
        if (before == null || after == null) {
            throw Refusal.badRequest("'currentPassword' and 'newPassword' should be specified!");
        }
        User user = accounts.changePassword(Caller.of(context).user(), before, after, context.ip());
        AuditRoutes.about(context, "USER", user.id(), user.email());
        answer(context, user, UUID.randomUUID().toString());
    }

    /// The token travels in the fragment, which no log sees.
    private void toActivation(Context context) {
        String token = Answers.parameter(context, "activateToken");
        if (!accounts.isActivation(token)) {
            throw Refusal.badRequest("The activation token is not known, or was used already");
        }
        context.header("Location", "/#/activate?activateToken=" + token);
        context.status(303);
    }

    private void activate(Context context) {
        ObjectNode body = Answers.object(context);
        String activation = Answers.text(body, "activateToken");
        String password = Answers.text(body, "password");
        if (activation == null || password == null) {
            throw Refusal.badRequest("'activateToken' and 'password' should be specified!");
        }
        answer(context, accounts.activate(activation, password), UUID.randomUUID().toString());
    }

    private void answer(Context context, User user, String session) {
        Answers.json(context, Answers.object(Map.of(
                "token", tokens.access(user, session), "refreshToken", tokens.refresh(user, session))));
    }
}
