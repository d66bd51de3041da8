package tidings.driver;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/// Where events go: a line each, at once. Any thread may call.
final class Output {

    private final PrintStream out;
    private final BooleanSupplier open;

    Output(OutputStream out) {
        this(new PrintStream(out, false, StandardCharsets.UTF_8), () -> true);
    }

    /// The same output, as long as something holds.
    Output(Output other, BooleanSupplier open) {
        this(other.out, open);
    }

    private Output(PrintStream out, BooleanSupplier open) {
        this.out = out;
        this.open = open;
    }

    void print(Event event) {
        synchronized (out) {
            if (open.getAsBoolean()) {
                out.print(event.toString() + '\n');
                out.flush();
            }
        }
    }
}
