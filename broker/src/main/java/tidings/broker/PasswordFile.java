package tidings.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import tidings.broker.spi.Authenticator;
import tidings.broker.spi.Login;
import tidings.mqtt.Bytes;
import tidings.mqtt.ReasonCode;

/// The users of a password file in mosquitto's format: a line each, `name:hash`, as `mosquitto_passwd` writes it.
///
/// A user of the file comes in with its password and with no other; a name that is not in the file is left to the next
/// authenticator. Hashing takes a good part of a second on purpose: it runs on threads of its own, as many at once as there
/// are processors.
public final class PasswordFile implements Authenticator {

    private final Map<String, PasswordHash> users;
    private final Semaphore processors = new Semaphore(Runtime.getRuntime().availableProcessors());

    private PasswordFile(Map<String, PasswordHash> users) {
        this.users = users;
    }

    /// Reads a file.
    ///
    /// @throws BrokerException if it cannot be read, or a line is none; names the line
    public static PasswordFile read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BrokerException("Cannot read the password file " + file + " (--passwords): " + reason(e), e);
        }
        Map<String, PasswordHash> users = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                add(users, line, file + ", line " + (i + 1));
            }
        }
        return new PasswordFile(Map.copyOf(users));
    }

    @Override
    public CompletionStage<Verdict> authenticate(Login login) {
        PasswordHash hash = login.userName() == null ? null : users.get(login.userName());
        if (hash == null) {
            return CompletableFuture.completedStage(Verdict.NOT_MINE);
        }
        Bytes password = login.password() == null ? Bytes.EMPTY : login.password();
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        Thread.ofVirtual().name("password").start(() -> {
            processors.acquireUninterruptibly();
            try {
                verdict.complete(
                        hash.matches(password)
                                ? Verdict.ACCEPTED
                                : new Verdict.Refused(ReasonCode.NOT_AUTHORIZED, "wrong password"));
            } finally {
                processors.release();
            }
        });
        return verdict;
    }

    private static String reason(IOException failure) {
        return failure instanceof NoSuchFileException ? "there is no such file" : String.valueOf(failure.getMessage());
    }

    private static void add(Map<String, PasswordHash> users, String line, String where) {
        int colon = line.indexOf(':');
        if (colon < 1) {
            throw new BrokerException(where + ": a line is NAME:HASH, as mosquitto_passwd writes it (--passwords)");
        }
        try {
            users.put(line.substring(0, colon), PasswordHash.parse(line.substring(colon + 1)));
        } catch (IllegalArgumentException refused) {
            throw new BrokerException(where + ": " + refused.getMessage() + " (--passwords)", refused);
        }
    }
}
