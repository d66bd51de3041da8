package tidings.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What every command of a client takes.
final class CommonOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--quiet", description = "Print no error messages, and no progress.")
    private boolean quiet;

    /// Tells the user what is wrong.
    void complain(RuntimeException wrong) {
        complain(String.valueOf(wrong.getMessage()));
    }

    /// Tells the user what is wrong.
    void complain(String message) {
        tell("Error: " + message);
    }

    /// Tells the user anything, beside the output.
    void tell(String line) {
        if (!quiet) {
            command.commandLine().getErr().println(line);
        }
    }
}
