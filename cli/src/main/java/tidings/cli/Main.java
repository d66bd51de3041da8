package tidings.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import tidings.broker.BrokerException;

/// The one command: `tidings serve`, `broker`, `pub`, `sub`.
@Command(name = "tidings", description = "MQTT for Java, end to end: a broker, a device server, a client.", subcommands = {
    BrokerCommand.class, PubCommand.class,
    SubCommand.class}, synopsisSubcommandLabel = "COMMAND", versionProvider = Main.ProgramVersion.class, footer = {"",
        "tidings COMMAND --help tells more."})
public final class Main {

    @Option(names = "--help", usageHelp = true, description = "Print this, and end.")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Print the version, and end.")
    private boolean version;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /// Runs a command.
    ///
    /// @return the exit status
    static int run(String... arguments) {
        CommandLine line = new CommandLine(new Main());
        line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler(Main::misused);
        line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
        try {
            Settings.of(line, List.of(arguments)).provideDefaults(line);
        } catch (CommandException wrong) {
            return failed(wrong, line);
        }
        return line.execute(arguments);
    }

    private static int misused(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("Error: " + wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /// One line for what the user can change; a stack trace only for what is a fault of ours.
    private static int failed(Exception failure, CommandLine command) {
        PrintWriter err = command.getErr();
        switch (failure) {
            case CommandException expected -> {
                err.println("Error: " + expected.getMessage());
                return expected.status();
            }
            case BrokerException expected -> err.println("Error: " + expected.getMessage());
            default -> {
                err.println("Error: this should not happen; please report it with what follows.");
                failure.printStackTrace(err);
            }
        }
        return ExitStatus.FAILED;
    }

    /// As the jar's manifest says.
    static final class ProgramVersion implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String packaged = Main.class.getPackage().getImplementationVersion();
            return new String[]{"tidings " + (packaged == null ? "(not packaged)" : packaged)};
        }
    }
}
