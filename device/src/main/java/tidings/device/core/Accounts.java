package tidings.device.core;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tidings.broker.PasswordHash;
import tidings.device.store.CustomerTable;
import tidings.device.store.Page;
import tidings.device.store.Store;
import tidings.device.store.User;
import tidings.device.store.UserTable;
import tidings.mqtt.Bytes;

/// People who log in: their passwords, and who tries too often. Blocks.
public final class Accounts {

    private static final int SHORTEST_PASSWORD = 6;
    private static final int LONGEST_PASSWORD = 1_000;
    private static final int ACTIVATION_LENGTH = 30;
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
        boolean right = matches(hash == null ? nobody() : PasswordHash.parse(hash), password) && hash != null
                && user.map(User::enabled).orElse(false);
        synchronized (attempts) {
            if (right) {
                attempts.remove(who);
            } else {
                attempts.merge(who, new Attempts(1, 0), (before, one) -> next(before.failed() + 1));
            }
        }
        return right ? new Login.Welcome(user.orElseThrow()) : new Login.Wrong();
    }

    /// A user by id, unless the login has been ended, or the password is another now.
    public Optional<User> active(UUID id, String session, long logins) {
        return store.database().query(on -> {
            User user = UserTable.byId(on, id);
            return user == null || !user.enabled() || user.logins() != logins || UserTable.hasEnded(on, session)
                    ? Optional.empty()
                    : Optional.of(user);
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
            UserTable.put(on, User.named(
                    secrets.uuid(), clock.millis(), email, User.Authority.TENANT_ADMIN, null, "").withPassword(hash));
            return 0;
        });
        return chosen;
    }

    /// What is said of a user.
    ///
    /// @param customer whose user it is, or null for administrators and operators
    /// @param additionalInfo JSON, or null
    /// @param version the version that was seen, or null where nobody looked
    public record Draft(
            String email,
            User.Authority authority,
            @Nullable UUID customer,
            @Nullable String firstName,
            @Nullable String lastName,
            @Nullable String phone,
            @Nullable String additionalInfo,
            @Nullable Long version) {}

    /// Makes a user, who is to be activated, or changes the one of an id.
    ///
    /// @param id null for a new one
    /// @throws Refusal if the address is taken, or there is no such user or customer
    public User save(@Nullable UUID id, Draft draft) {
        return store.database().write(on -> {
            User namesake = UserTable.byEmail(on, draft.email());
            if (namesake != null && !namesake.id().equals(id)) {
                throw Refusal.badRequest("User with email '" + draft.email() + "' already present in database!");
            }
            if (draft.customer() != null && CustomerTable.byId(on, draft.customer()) == null) {
                throw Refusal.badRequest("User is referencing to non-existent customer!");
            }
            User before = id == null ? null : UserTable.byId(on, id);
            if (id != null && before == null) {
                throw notFound(id);
            }
            if (before != null) {
                Refusal.unlessCurrent("user", draft.version(), before.version());
            }
            User begun = before == null
                    ? User.named(
                            secrets.uuid(), clock.millis(), draft.email(), draft.authority(), draft.customer(),
                            secrets.letters(ACTIVATION_LENGTH))
                    : before;
            User after = begun.withNames(
                    draft.email(), draft.firstName(), draft.lastName(), draft.phone(), draft.additionalInfo());
            UserTable.put(on, after);
            return after;
        });
    }

    /// Gives a new user a password.
    ///
    /// @throws Refusal if nobody waits for it, or the password is too short
    public User activate(String activation, String password) {
        String hash = hash(password);
        return store.database().write(on -> {
            User user = UserTable.byActivation(on, activation);
            if (user == null) {
                throw Refusal.badRequest("The activation token is not known, or was used already");
            }
            User active = user.withPassword(hash);
            UserTable.put(on, active);
            return active;
        });
    }

    /// Whether somebody waits for a password.
    public boolean isActivation(String activation) {
        return store.database().query(on -> UserTable.byActivation(on, activation) != null);
    }

    /// Gives a user another password; his other logins end.
    ///
    /// @param address whence it is asked for, which counts as an attempt to log in
    /// @throws Refusal if the old one is another, or the new one is too short
    public User changePassword(User user, String before, String after, String address) {
        switch (login(user.email(), before, address)) {
            case Login.Welcome welcome -> {
                // it is he
            }
            case Login.Wrong wrong -> throw Refusal.badRequest("Current password doesn't match!");
            case Login.TooOften(Duration pause) -> throw Refusal.tooMany(
                    "Too many wrong passwords; try again in " + (pause.toSeconds() + 1) + " s");
        }
        String hash = hash(after);
        return change(user.id(), known -> known.withPassword(hash));
    }

    /// Takes a user's password away, until he activates himself anew.
    public User resetPassword(UUID id) {
        return change(id, user -> user.withActivation(secrets.letters(ACTIVATION_LENGTH)));
    }

    /// Lets a user in from now on, or not.
    public User enable(UUID id, boolean may) {
        return change(id, user -> user.withEnabled(may));
    }

    private User change(UUID id, UnaryOperator<User> change) {
        return store.database().write(on -> {
            User user = UserTable.byId(on, id);
            if (user == null) {
                throw notFound(id);
            }
            User after = change.apply(user);
            UserTable.put(on, after);
            return after;
        });
    }

    private String hash(String password) {
        if (password.length() < SHORTEST_PASSWORD || password.length() > LONGEST_PASSWORD) {
            throw Refusal.badRequest(
                    "A password has at least " + SHORTEST_PASSWORD + " characters, and at most " + LONGEST_PASSWORD);
        }
        checks.acquireUninterruptibly();
        try {
            return PasswordHash.of(password, secrets.random()).text();
        } finally {
            checks.release();
        }
    }

    /// The user of an id.
    ///
    /// @throws Refusal if there is none
    public User byId(UUID id) {
        return store.database()
                .query(on -> Optional.ofNullable(UserTable.byId(on, id)))
                .orElseThrow(() -> notFound(id));
    }

    /// The users of a customer, or all with null.
    public Page<User> page(@Nullable UUID customer, Page.Query query) {
        return store.database().query(on -> UserTable.page(on, customer, query));
    }

    public void delete(UUID id) {
        byId(id);
        store.database().write(on -> {
            UserTable.delete(on, id);
            return 0;
        });
    }

    private static Refusal notFound(UUID id) {
        return Refusal.notFound("User with id [" + id + "] is not found");
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
