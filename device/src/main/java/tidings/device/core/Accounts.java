package tidings.device.core;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import tidings.broker.PasswordHash;
import tidings.device.store.Store;
import tidings.device.store.User;
import tidings.device.store.UserTable;
import tidings.mqtt.Bytes;

/// People who log in: their passwords, and who tries too often. Blocks.
public final class Accounts {

    private static final int FREE_ATTEMPTS = 5;
    private static final int REMEMBERED_ATTEMPTS = 10_000;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Store store;
    private final Secrets secrets;
    private final InstantSource clock;
    private @Nullable PasswordHash nobody;
    /// To check a password is slow on purpose: nobody may keep all processors busy with it.
    private final Semaphore checks = new Semaphore(2);
    private final Map<Attempter, Attempts> attempts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Attempter, Attempts> eldest) {
            return size() > REMEMBERED_ATTEMPTS;
        }
    };

    public Accounts(Store store, Secrets secrets, InstantSource clock) {
        this.store = store;
        this.secrets = secrets;
        this.clock = clock;
    }

    /// Who tries: attempts are counted for each name and address, so that nobody shuts out another.
    private record Attempter(String email, String address) {}

    private record Attempts(int failed, long nextMillis) {}

    /// What became of a login.
    public sealed interface Login {

        record Welcome(User user) implements Login {}

        record Wrong() implements Login {}

        /// Too many wrong ones: not even looked at.
        record TooOften(Duration pause) implements Login {}
    }

    /// Whether somebody is who he says. Takes as long for a name that does not exist.
    public Login login(String email, String password, String address) {
        Attempter who = new Attempter(email.toLowerCase(Locale.ROOT), address);
        synchronized (attempts) {
            Attempts before = attempts.get(who);
            if (before != null && before.nextMillis() > clock.millis()) {
                return new Login.TooOften(Duration.ofMillis(before.nextMillis() - clock.millis()));
            }
        }
        Optional<User> user = store.database().query(on -> Optional.ofNullable(UserTable.byEmail(on, email)));
        String hash = user.map(User::password).orElse(null);
        boolean right = matches(hash == null ? nobody() : PasswordHash.parse(hash), password) && hash != null;
        synchronized (attempts) {
            if (right) {
                attempts.remove(who);
            } else {
                attempts.merge(who, new Attempts(1, 0), (before, one) -> next(before.failed() + 1));
            }
        }
        return right ? new Login.Welcome(user.orElseThrow()) : new Login.Wrong();
    }

    /// A user by id, unless the login has been ended.
    public Optional<User> active(UUID id, String session) {
        return store.database().query(on -> {
            User user = UserTable.byId(on, id);
            return user == null || UserTable.hasEnded(on, session) ? Optional.empty() : Optional.of(user);
        });
    }

    public void endLogin(String session, long until) {
        store.database().write(on -> {
            UserTable.endLogin(on, session, until, clock.millis());
            return 0;
        });
    }

    /// Makes the first user, a tenant administrator.
    ///
    /// @param password null for one of ours
    /// @return the password, or null where there is a user already
    public @Nullable String createFirst(String email, @Nullable String password) {
        String chosen = password == null ? secrets.token() : password;
        boolean empty = store.database().query(UserTable::isEmpty);
        if (!empty) {
            return null;
        }
        String hash = PasswordHash.of(chosen, secrets.random()).text();
        store.database().write(on -> {
            UserTable.put(on, new User(
                    secrets.uuid(), clock.millis(), email, User.Authority.TENANT_ADMIN, null, hash, null, null, null,
                    null, null, 1));
            return 0;
        });
        return chosen;
    }

    private boolean matches(PasswordHash hash, String password) {
        checks.acquireUninterruptibly();
        try {
            return hash.matches(Bytes.utf8(password));
        } finally {
            checks.release();
        }
    }

    /// The hash of a password that nobody has, made when it is first needed.
    private synchronized PasswordHash nobody() {
        PasswordHash hash = nobody;
        if (hash == null) {
            hash = PasswordHash.of(secrets.token(), secrets.random());
            nobody = hash;
        }
        return hash;
    }

    private Attempts next(int failed) {
        if (failed < FREE_ATTEMPTS) {
            return new Attempts(failed, 0);
        }
        long pause = Math.min(LONGEST_PAUSE.toMillis(), 1_000L << Math.min(failed - FREE_ATTEMPTS, 10));
        return new Attempts(failed, clock.millis() + pause);
    }
}
