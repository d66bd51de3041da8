package tidings.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tidings.broker.PasswordHash;

/// `tidings passwd`: edits a password file, with the switches of `mosquitto_passwd`.
@Command(name = "passwd", description = "Edits a file of users and passwords for --passwords; mosquitto reads it too.", footer = {
    "",
    "tidings passwd FILE USER              sets the password of a user, which is asked for",
    "tidings passwd -c FILE USER           the same in a new file",
    "tidings passwd -b FILE USER PASSWORD  the same, seen by everybody who looks at the processes",
    "tidings passwd -D FILE USER           deletes a user",
    "tidings passwd -U FILE                hashes the plain passwords of a file of lines USER:PASSWORD", "",
    "A running server reads the file again when it is sent SIGHUP."})
final class PasswdCommand implements Callable<Integer> {

    @Option(names = "-c", description = "Begin a new file; one that is there is overwritten.")
    private boolean create;

    @Option(names = "-b", description = "Take the password from the command line.")
    private boolean batch;

    @Option(names = "-s", description = "Read the password from the first line of standard input.")
    private boolean standardInput;

    @Option(names = "-D", description = "Delete the user.")
    private boolean delete;

    @Option(names = "-U", description = "Hash the passwords of a file that has them plain.")
    private boolean upgrade;

    @Option(names = "-I", paramLabel = "N", description = "Iterations of the hash; 210000 by default. Less is for devices that come by the thousand.")
    private @Nullable Integer iterations;

    @Parameters(index = "0", paramLabel = "FILE")
    private Path file = Path.of("");

    @Parameters(index = "1", arity = "0..1", paramLabel = "USER")
    private @Nullable String user;

    @Parameters(index = "2", arity = "0..1", paramLabel = "PASSWORD")
    private @Nullable String password;

    private final SecureRandom random = new SecureRandom();

    @Override
    public Integer call() throws IOException {
        List<String> lines = create ? new ArrayList<>() : lines();
        if (upgrade) {
            lines.replaceAll(this::hashed);
        } else {
            String name = requireUser();
            boolean known = lines.removeIf(line -> line.startsWith(name + ":"));
            if (delete && !known) {
                throw new CommandException(ExitStatus.FAILED, "There is no user '" + name + "' in " + file);
            }
            if (!delete) {
                lines.add(name + ":" + hash(newPassword(name)));
            }
        }
        SecretFile.write(file, lines);
        return ExitStatus.OK;
    }

    private List<String> lines() {
        try {
            return new ArrayList<>(Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException none) {
            throw new CommandException(ExitStatus.FAILED, "There is no file " + file + "; -c begins one");
        } catch (IOException failure) {
            throw CommandException.unreadable(file, "FILE", failure);
        }
    }

    private String requireUser() {
        if (user == null || user.isEmpty() || user.startsWith("#") || user.indexOf(':') >= 0
                || user.chars().anyMatch(Character::isISOControl)) {
            throw new CommandException(ExitStatus.FAILED,
                    "A user name has at least one character, no ':', and no '#' first");
        }
        return user;
    }

    private String newPassword(String name) throws IOException {
        if (batch) {
            if (password == null) {
                throw new CommandException(ExitStatus.FAILED, "-b takes the password from the command line");
            }
            return password;
        }
        if (standardInput) {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8).lines().findFirst().orElse("");
        }
        Console console = Optional.ofNullable(System.console())
                .orElseThrow(() -> new CommandException(
                        ExitStatus.FAILED, "There is nobody to ask for a password; -s reads it from standard input"));
        char[] first = console.readPassword("Password of %s: ", name);
        char[] second = console.readPassword("Once more: ");
        if (first == null || second == null || !String.valueOf(first).equals(String.valueOf(second))) {
            throw new CommandException(ExitStatus.FAILED, "These are two passwords");
        }
        return String.valueOf(first);
    }

    /// A line with its password hashed, if it is a line with a password.
    private String hashed(String line) {
        int colon = line.indexOf(':');
        boolean isPlain = colon > 0 && !line.startsWith("#") && !line.startsWith("$", colon + 1);
        return isPlain ? line.substring(0, colon + 1) + hash(line.substring(colon + 1)) : line;
    }

    private String hash(String plain) {
        try {
            PasswordHash hash = iterations == null
                    ? PasswordHash.of(plain, random)
                    : PasswordHash.of(plain, random, iterations);
            return hash.text();
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(ExitStatus.FAILED, wrong);
        }
    }
}
