package tidings.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What every command of a client takes.
final class CommonOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--quiet", description = "Print no error messages.")
    private boolean quiet;

    @Option(names = "--help", usageHelp = true, description = "Print this, and end.")
    private boolean help;

    /// Tells the user what is wrong.
    void complain(String message) {
        if (!quiet) {
            command.commandLine().getErr().println("Error: " + message);
        }
    }
}
