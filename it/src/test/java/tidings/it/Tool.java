package tidings.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Programs of others that this machine may have, such as mosquitto's. A test that needs one is skipped, with a notice,
/// where it is absent.
final class Tool {

    private static final long SECONDS = 45;

    private Tool() {}

    /// What a program said and how it ended.
    record Result(int status, String output) {}

    /// A program in one of the usual folders, or the end of the test.
    static String required(String name, String debianPackage) {
        for (String folder : List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/opt/homebrew/bin")) {
            Path program = Path.of(folder, name);
            if (Files.isExecutable(program)) {
                return program.toString();
            }
        }
        assumeTrue(false, () -> name + " is not here; on Debian: apt-get install " + debianPackage);
        throw new AssertionError("not reached");
    }

    /// Runs a program to its end, which comes after some time in any case.
    static Result run(String... command) throws IOException, InterruptedException {
        return runWithin(SECONDS, command);
    }

    /// Runs a program to its end, which comes after so many seconds in any case.
    static Result runWithin(long seconds, String... command) throws IOException, InterruptedException {
        Process process = start(command);
        process.getOutputStream().close();
        process.onExit().orTimeout(seconds, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly());
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    /// Starts a program, its error output among the other.
    static Process start(String... command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
