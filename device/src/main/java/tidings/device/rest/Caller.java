package tidings.device.rest;

import io.javalin.http.Context;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Accounts;
import tidings.device.core.Refusal;
import tidings.device.store.Device;
import tidings.device.store.User;

/// Who calls, and what he may.
///
/// @param session the login that his token belongs to
record Caller(User user, String session) {

    private static final String ATTRIBUTE = "caller";

    /// Finds out who calls, by his token.
    ///
    /// @throws Tokens.BadTokenException if he has none that is good
    static Caller identify(@Nullable String token, Tokens tokens, Accounts accounts) throws Tokens.BadTokenException {
        Tokens.Claims claims = tokens.verify(token);
        if (claims.refresh()) {
            throw new Tokens.BadTokenException(false);
        }
        return accounts.active(claims.user(), claims.session())
                .map(user -> new Caller(user, claims.session()))
                .orElseThrow(() -> new Tokens.BadTokenException(true));
    }

    /// The token of a request, from either of its two headers, or null.
    static @Nullable String token(Context context) {
        String header = context.header("X-Authorization");
        if (header == null) {
            header = context.header("Authorization");
        }
        boolean bearer = header != null && header.regionMatches(true, 0, "Bearer ", 0, 7);
        return header != null && bearer ? header.substring(7).strip() : null;
    }

    void keepIn(Context context) {
        context.attribute(ATTRIBUTE, this);
    }

    /// Who calls, on a path that needs a login.
    static Caller of(Context context) {
        Caller caller = context.attribute(ATTRIBUTE);
        if (caller == null) {
            throw Refusal.forbidden();
        }
        return caller;
    }

    boolean isAdministrator() {
        return user.authority() == User.Authority.TENANT_ADMIN;
    }

    /// @throws Refusal if he is no administrator
    void mustBeAdministrator() {
        if (!isAdministrator()) {
            throw Refusal.forbidden();
        }
    }

    /// @throws Refusal if the device is not his
    void mustSee(Device device) {
        if (!isAdministrator() && !Objects.equals(device.customer(), user.customer())) {
            throw Refusal.forbidden();
        }
    }

    /// Whose devices he sees: a customer's, or all with null.
    @Nullable
    UUID customer() {
        return isAdministrator() ? null : Ids.orNone(user.customer());
    }
}
