package tidings.cli;

import java.io.Serial;

/// A command that cannot go on: one line for the user, and how the process ends.
final class CommandException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    CommandException(int status, String message) {
        super(message);
        this.status = status;
    }

    /// The exit status of the process.
    int status() {
        return status;
    }
}
