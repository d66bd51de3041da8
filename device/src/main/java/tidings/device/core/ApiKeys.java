package tidings.device.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tidings.device.store.ApiKeyTable;
import tidings.device.store.ApiKeyTable.ApiKey;
import tidings.device.store.Page;
import tidings.device.store.Store;
import tidings.device.store.User;
import tidings.device.store.UserTable;

/// Keys that scripts have in place of a login: they do what their user may do, until they expire or are taken away. Blocks.
public final class ApiKeys {

    private static final int LENGTH = 48;
    private static final int MOST_PER_USER = 100;

    private final Store store;
    private final Secrets secrets;
    private final InstantSource clock;

    public ApiKeys(Store store, Secrets secrets, InstantSource clock) {
        this.store = store;
        this.secrets = secrets;
        this.clock = clock;
    }

    /// A new key, with the text that is never shown again.
    public record Made(ApiKey key, String text) {

        /// Without the secret.
        @Override
        public String toString() {
            return key.toString();
        }
    }

    /// Whose key it is, if it is good.
    public Optional<User> owner(String text) {
        String hash = hash(text);
        return store.database().query(on -> {
            ApiKey key = ApiKeyTable.byHash(on, hash);
            if (key == null || !key.enabled() || (key.expires() > 0 && key.expires() <= clock.millis())) {
                return Optional.empty();
            }
            return Optional.ofNullable(UserTable.byId(on, key.user())).filter(User::enabled);
        });
    }

    /// Makes a key.
    ///
    /// @param expires in milliseconds since 1970; 0 for never
    /// @throws Refusal if there is no such user, or he has too many
    public Made create(UUID user, @Nullable String description, boolean enabled, long expires) {
        String text = "tdg_" + secrets.letters(LENGTH);
        ApiKey made = new ApiKey(secrets.uuid(), clock.millis(), user, hash(text), description, enabled, expires);
        store.database().write(on -> {
            if (UserTable.byId(on, user) == null) {
                throw Refusal.notFound("User with id [" + user + "] is not found");
            }
            if (ApiKeyTable.count(on, user) >= MOST_PER_USER) {
                throw Refusal.badRequest("A user has at most " + MOST_PER_USER + " keys");
            }
            ApiKeyTable.put(on, made);
            return 0;
        });
        return new Made(made, text);
    }

    /// The key of an id.
    ///
    /// @throws Refusal if there is none
    public ApiKey byId(UUID id) {
        return store.database().query(on -> Optional.ofNullable(ApiKeyTable.byId(on, id))).orElseThrow(() -> gone(id));
    }

    public Page<ApiKey> page(UUID user, Page.Query query) {
        return store.database().query(on -> ApiKeyTable.page(on, user, query));
    }

    public ApiKey describe(UUID id, @Nullable String description) {
        return change(id, key -> new ApiKey(
                key.id(), key.created(), key.user(), key.hash(), description, key.enabled(), key.expires()));
    }

    public ApiKey enable(UUID id, boolean enabled) {
        return change(id, key -> new ApiKey(
                key.id(), key.created(), key.user(), key.hash(), key.description(), enabled, key.expires()));
    }

    public void delete(UUID id) {
        store.database().write(on -> {
            ApiKeyTable.delete(on, id);
            return 0;
        });
    }

    private ApiKey change(UUID id, UnaryOperator<ApiKey> change) {
        return store.database().write(on -> {
            ApiKey key = ApiKeyTable.byId(on, id);
            if (key == null) {
                throw gone(id);
            }
            ApiKey after = change.apply(key);
            ApiKeyTable.put(on, after);
            return after;
        });
    }

    private static Refusal gone(UUID id) {
        return Refusal.notFound("API key with id [" + id + "] is not found");
    }

    private static String hash(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java has SHA-256", e);
        }
    }
}
