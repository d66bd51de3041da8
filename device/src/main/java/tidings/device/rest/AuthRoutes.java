package tidings.device.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import tidings.device.core.Accounts;
import tidings.device.rest.Answers.ErrorCode;
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

    void addTo(RoutesConfig routes) {
        routes.post("/api/auth/login", this::login);
        routes.post("/api/auth/token", this::refresh);
        routes.get("/api/auth/user", context -> Answers.json(context, shapes.user(Caller.of(context).user())));
        routes.post("/api/auth/logout", this::logout);
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
        User user = accounts.active(claims.user(), claims.session())
                .filter(known -> claims.refresh())
                .orElseThrow(() -> new Tokens.BadTokenException(true));
        answer(context, user, claims.session());
    }

    private void logout(Context context) {
        String session = Caller.of(context).session();
        accounts.endLogin(session, clock.millis() + Tokens.REFRESH_LIFETIME.toMillis());
    }

    private void answer(Context context, User user, String session) {
        Answers.json(context, Answers.object(Map.of(
                "token", tokens.access(user, session), "refreshToken", tokens.refresh(user, session))));
    }
}
