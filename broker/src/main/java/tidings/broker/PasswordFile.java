package tidings.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.access.AccessFile;
import tidings.broker.access.PasswordChecks;
import tidings.broker.spi.Authenticator;
import tidings.broker.spi.Login;
import tidings.broker.spi.Reloadable;
import tidings.mqtt.Bytes;
import tidings.mqtt.ReasonCode;

/// The users of a password file in mosquitto's format: a line each, `name:hash`, as `tidings passwd` and `mosquitto_passwd`
/// write it.
///
/// A user of the file comes in with its password and with no other; a name that is not in the file is left to the next
/// authenticator. Hashing takes a good part of a second on purpose: it runs on threads of its own, once for a user who
/// comes back soon, and whoever would wait for seconds is told that the server is busy.
///
/// Any thread may use it.
public final class PasswordFile implements Authenticator, Reloadable {

    private static final Logger LOG = LoggerFactory.getLogger(PasswordFile.class);
    private static final int REMEMBERED = 100_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AccessFile file;
    private final PasswordChecks checks = new PasswordChecks(REMEMBERED, PATIENCE.toNanos());
    private volatile Map<String, PasswordHash> users = Map.of();

    private PasswordFile(AccessFile file) {
        this.file = file;
    }

    /// Reads a file.
    ///
    /// @throws BrokerException if it cannot be read, or a line is none; names the line
    public static PasswordFile read(Path path) {
        PasswordFile passwords = new PasswordFile(new AccessFile(path, "password file (--passwords)", true));
        passwords.reload();
        return passwords;
    }

    /// Reads the file again. Who is in stays in.
    ///
    /// @throws BrokerException if it cannot be read, breaks off, or a line is none; the users stay as they were
    @Override
    public void reload() {
        synchronized (file) {
            file.read(lines -> users = users(lines));
        }
    }

    @Override
    public CompletionStage<Verdict> authenticate(Login login) {
        String name = login.userName();
        PasswordHash hash = name == null ? null : users.get(name);
        if (name == null || hash == null) {
            return CompletableFuture.completedStage(Verdict.NOT_MINE);
        }
        Bytes password = login.password() == null ? Bytes.EMPTY : login.password();
        return checks.check(name, hash, password).thenApply(outcome -> switch (outcome) {
            case RIGHT -> Verdict.ACCEPTED;
            case WRONG -> new Verdict.Refused(ReasonCode.NOT_AUTHORIZED, "wrong password");
            case BUSY -> new Verdict.Refused(ReasonCode.SERVER_BUSY, "too many passwords to check at once");
        });
    }

    @Override
    public void close() {
        checks.close();
    }

    private Map<String, PasswordHash> users(List<String> lines) {
        Map<String, PasswordHash> read = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                add(read, line, file.path() + ", line " + (i + 1));
            }
        }
        long weak = read.values().stream().filter(PasswordHash::isWeak).count();
        if (weak > 0) {
            LOG.warn("{} hashes of {} are of a kind that is easily broken; write them anew with 'tidings passwd'",
                    weak, file.path());
        }
        return Map.copyOf(read);
    }

    private static void add(Map<String, PasswordHash> users, String line, String where) {
        int colon = line.indexOf(':');
        if (colon < 1) {
            throw new BrokerException(where + ": a line is NAME:HASH, as 'tidings passwd' writes it (--passwords)");
        }
        try {
            users.put(line.substring(0, colon), PasswordHash.parse(line.substring(colon + 1)));
        } catch (IllegalArgumentException refused) {
            throw new BrokerException(where + ": " + refused.getMessage() + " (--passwords)", refused);
        }
    }
}
