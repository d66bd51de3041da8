package tidings.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tidings.client.MqttClient;

/// What every command of a client takes.
final class CommonOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--quiet", description = "Print no error messages.")
    private boolean quiet;

    @Option(names = {"-d", "--debug"}, description = "Print a line for each packet.")
    private boolean debug;

    /// Prints what a client does, if that was asked for.
    void debug(MqttClient client) {
        if (debug) {
            DebugLog.attach(client, System.out);
        }
    }

    /// Tells the user what is wrong.
    void complain(RuntimeException wrong) {
        complain(String.valueOf(wrong.getMessage()));
    }

    /// Tells the user what is wrong.
    void complain(String message) {
        if (!quiet) {
            command.commandLine().getErr().println("Error: " + message);
        }
    }
}
