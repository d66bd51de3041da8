package tidings.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tidings.mqtt.Bytes;

/// What is to be published: one of mosquitto's five ways to say it.
final class MessageSource {

    @Option(names = {"-m", "--message"}, paramLabel = "TEXT", description = "This text.")
    private @Nullable String text;

    @Option(names = {"-f", "--file"}, paramLabel = "FILE", description = "The content of a file.")
    private @Nullable Path file;

    @Option(names = {"-l", "--stdin-line"}, description = "Each line of the standard input.")
    private boolean lines;

    @Option(names = {"-s", "--stdin-file"}, description = "All of the standard input.")
    private boolean stdin;

    @Option(names = {"-n", "--null-message"}, description = "Nothing: an empty message.")
    private boolean empty;

    /// Whether it is known whole before the first message is sent.
    boolean isRepeatable() {
        return !lines;
    }

    /// The payloads, one after the other.
    ///
    /// @param times how often one that is known whole comes
    Stream<Bytes> payloads(InputStream input, int times) throws IOException {
        if (lines) {
            return new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8)).lines().map(Bytes::utf8);
        }
        return Collections.nCopies(times, payload(input)).stream();
    }

    /// The payload, where there is just one.
    Bytes payload(InputStream input) throws IOException {
        if (text != null) {
            return Bytes.utf8(text);
        }
        if (file != null) {
            return content(file);
        }
        return stdin ? Bytes.copyOf(input.readAllBytes()) : Bytes.EMPTY;
    }

    /// Checks that exactly one way was chosen.
    void check() {
        int chosen = (text != null ? 1 : 0) + (file != null ? 1 : 0) + (lines ? 1 : 0) + (stdin ? 1 : 0)
                + (empty ? 1 : 0);
        if (chosen == 0) {
            throw new CommandException(
                    ExitStatus.FAILED, "Both topic and message must be supplied: -t, and one of -m -f -l -s -n.");
        }
        if (chosen > 1) {
            throw new CommandException(ExitStatus.FAILED, "Only one type of message can be sent at once.");
        }
    }

    private static Bytes content(Path file) {
        try {
            return Bytes.copyOf(Files.readAllBytes(file));
        } catch (IOException e) {
            throw CommandException.unreadable(file, "-f", e);
        }
    }
}
