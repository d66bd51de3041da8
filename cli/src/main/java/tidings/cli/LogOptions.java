package tidings.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What servers tell of themselves, on standard error.
final class LogOptions {

    @Option(names = "--log-level", paramLabel = "LEVEL", description = "error, warn, info, debug or trace; info by default.")
    private String level = "info";

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "text, json or journald; text by default, and journald where systemd reads it.")
    private @Nullable String format;

    /// @throws CommandException if there is no such level or format
    void apply() {
        Logging.level(level);
        Logging.format(format());
    }

    private LogFormat format() {
        if (format == null) {
            return System.getenv("JOURNAL_STREAM") == null ? LogFormat.TEXT : LogFormat.JOURNALD;
        }
        try {
            return LogFormat.valueOf(format.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new CommandException(
                    ExitStatus.FAILED, "--log-format is text, json or journald, not '" + format + "'");
        }
    }
}
