package tidings.device.rest;

import io.javalin.http.Context;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Accounts;
import tidings.device.core.ApiKeys;
import tidings.device.core.Refusal;
import tidings.device.store.Device;
import tidings.device.store.User;

/// Who calls, and what he may.
///
/// @param session the login that his token belongs to; empty for a key
record Caller(User user, String session) {

    private static final String ATTRIBUTE = "caller";

    /// Finds out who calls, by the token of a login or by a key.
    ///
    /// @param credentials with or without the name of their scheme, `Bearer` or `ApiKey`
    /// @throws Tokens.BadTokenException if he has none that is good
    static Caller identify(@Nullable String credentials, Tokens tokens, Accounts accounts, ApiKeys keys)
            throws Tokens.BadTokenException {
        String key = after("ApiKey ", credentials);
        if (key != null) {
            return keys.owner(key)
                    .map(user -> new Caller(user, ""))
                    .orElseThrow(() -> new Tokens.BadTokenException(false));
        }
        String bearer = after("Bearer ", credentials);
        Tokens.Claims claims = tokens.verify(bearer == null ? credentials : bearer);
        if (claims.refresh()) {
            throw new Tokens.BadTokenException(false);
        }
        return accounts.active(claims.user(), claims.session(), claims.logins())
                .map(user -> new Caller(user, claims.session()))
                .orElseThrow(() -> new Tokens.BadTokenException(true));
    }

    /// The credentials of a request, from either of its two headers, or null.
    static @Nullable String credentials(Context context) {
        String header = context.header("X-Authorization");
        if (header == null) {
            header = context.header("Authorization");
        }
        return after("Bearer ", header) == null && after("ApiKey ", header) == null ? null : header;
    }

    private static @Nullable String after(String scheme, @Nullable String credentials) {
        boolean named = credentials != null && credentials.regionMatches(true, 0, scheme, 0, scheme.length());
        return credentials != null && named ? credentials.substring(scheme.length()).strip() : null;
    }

    void keepIn(Context context) {
        context.attribute(ATTRIBUTE, this);
    }

    /// Who calls, or null where nobody was asked.
    static @Nullable Caller ofOrNull(Context context) {
        return context.attribute(ATTRIBUTE);
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

    boolean isCustomer() {
        return user.authority() == User.Authority.CUSTOMER_USER;
    }

    /// @throws Refusal if he is no administrator
    void mustBeAdministrator() {
        if (!isAdministrator()) {
            throw Refusal.forbidden();
        }
    }

    /// @throws Refusal if he is neither administrator nor operator
    void mustBeOperator() {
        if (isCustomer()) {
            throw Refusal.forbidden();
        }
    }

    /// @throws Refusal if he is no customer's
    void mustBeCustomer() {
        if (!isCustomer()) {
            throw Refusal.forbidden();
        }
    }

    /// @throws Refusal if the device is not his
    void mustSee(Device device) {
        if (isCustomer() && !Objects.equals(device.customer(), user.customer())) {
            throw Refusal.forbidden();
        }
    }

    /// @throws Refusal if the customer is another
    void mustSee(UUID customer) {
        if (isCustomer() && !customer.equals(user.customer())) {
            throw Refusal.forbidden();
        }
    }

    /// Whose devices he sees: a customer's, or all with null.
    @Nullable
    UUID customer() {
        return isCustomer() ? Ids.orNone(user.customer()) : null;
    }
}
