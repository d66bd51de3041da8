package tidings.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import tidings.broker.BrokerException;
import tidings.device.DeviceException;

/// The one command: `tidings serve`, `broker`, `passwd`, `config`, `pub`, `sub`, `rr`, `tinkerforge`, `devices`,
/// `backup`, `restore`, `bench`, `completion`.
@Command(name = "tidings", description = "MQTT for Java, end to end: a broker, a device server, a client, a gateway.", synopsisSubcommandLabel = "COMMAND", versionProvider = Main.ProgramVersion.class, footer = {
    "",
    "tidings COMMAND --help tells more."})
public final class Main {

    private static final List<Class<?>> COMMANDS = List.of(
            ServeCommand.class,
            BrokerCommand.class,
            PasswdCommand.class,
            PubCommand.class,
            SubCommand.class,
            RrCommand.class,
            TinkerforgeCommand.class,
            DevicesCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            ConfigCommand.class,
            BenchCommand.class,
            CompletionCommand.class);

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(new PrintWriter(System.err, true, StandardCharsets.UTF_8), arguments));
    }

    /// Runs a command.
    ///
    /// @param err where to say what goes wrong
    /// @return the exit status
    static int run(PrintWriter err, String... arguments) {
        CommandLine line = line(err, arguments);
        try {
            Settings.of(line, List.of(arguments), System.getenv()).provideDefaults(line);
        } catch (CommandException wrong) {
            return failed(wrong, line);
        }
        return line.execute(arguments);
    }

    /// The command that is named, or all of them, with nothing said yet.
    static CommandLine line(PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new Main());
        wanted(arguments).forEach(line::addSubcommand);
        line.setErr(err);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        addHelp(line);
        line.getSubcommands()
                .values()
                .stream()
                .filter(command -> command.getCommand() instanceof TinkerforgeCommand)
                .forEach(TinkerforgeCommand::parseAsPythonDoes);
        line.setParameterExceptionHandler(Main::misused);
        line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
        line.getSubcommands()
                .values()
                .stream()
                .filter(command -> command.getCommand() instanceof ConfigCommand)
                .flatMap(command -> command.getSubcommands().values().stream())
                .forEach(command -> command.setUnmatchedOptionsArePositionalParams(true));
        return line;
    }

    /// The command that is named, so that a start does not wait for the options of all others; all where none is.
    private static List<Class<?>> wanted(String... arguments) {
        List<Class<?>> named = COMMANDS.stream()
                .filter(command -> arguments.length > 0 && name(command).equals(arguments[0]))
                .toList();
        return named.isEmpty() ? COMMANDS : named;
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    /// To every command: `-h` is the host with mosquitto, so `--help` alone.
    private static void addHelp(CommandLine line) {
        line.getCommandSpec()
                .addOption(flag("--version").versionHelp(true).description("Print the version, and end.").build());
        withSubcommands(line)
                .map(CommandLine::getCommandSpec)
                .filter(command -> command.findOption("--help") == null)
                .forEach(command -> command
                        .addOption(flag("--help").usageHelp(true).description("Print this, and end.").build()));
    }

    private static Stream<CommandLine> withSubcommands(CommandLine line) {
        return Stream.concat(Stream.of(line), line.getSubcommands().values().stream().flatMap(Main::withSubcommands));
    }

    private static OptionSpec.Builder flag(String name) {
        return OptionSpec.builder(name).arity("0").type(boolean.class);
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
            case DeviceException expected -> err.println("Error: " + expected.getMessage());
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
