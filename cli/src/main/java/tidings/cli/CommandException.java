package tidings.cli;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A command that cannot go on: one line for the user, and how the process ends.
final class CommandException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    CommandException(int status, String message) {
        super(message);
        this.status = status;
    }

    /// In the words of what was thrown.
    CommandException(int status, RuntimeException cause) {
        super(String.valueOf(cause.getMessage()), cause);
        this.status = status;
    }

    /// A file that cannot be read.
    static CommandException unreadable(Path file, String option, IOException cause) {
        String why = switch (cause) {
            case NoSuchFileException missing -> "there is no such file";
            case AccessDeniedException denied -> "permission denied";
            default -> String.valueOf(cause.getMessage());
        };
        return new CommandException(ExitStatus.FAILED, "Cannot read " + file + " (" + option + "): " + why);
    }

    /// The exit status of the process.
    int status() {
        return status;
    }
}
