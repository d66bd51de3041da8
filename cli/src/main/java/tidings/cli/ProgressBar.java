package tidings.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/// A line that shows how far something is; where nobody looks at a terminal, nothing.
final class ProgressBar {

    private static final int WIDTH = 30;

    private final PrintWriter err;
    private final int total;
    private final boolean shown;

    ProgressBar(PrintWriter err, int total) {
        this.err = err;
        this.total = total;
        this.shown = isTerminal();
    }

    /// From Java 22 on there is a console even where nobody sees it, and a method that tells.
    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).filter(console -> {
            try {
                return (boolean) Console.class.getMethod("isTerminal").invoke(console);
            } catch (ReflectiveOperationException before22) {
                return true;
            }
        }).isPresent();
    }

    void at(int done) {
        if (shown && total > 0) {
            int filled = (int) ((long) WIDTH * done / total);
            err.print("\r" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + " " + done + " of " + total + " ");
            err.flush();
        }
    }

    /// A line beside it.
    void say(String line) {
        err.println((shown ? "\r" : "") + line);
    }

    void end() {
        if (shown) {
            err.println();
        }
    }
}
