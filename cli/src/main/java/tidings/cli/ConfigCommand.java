package tidings.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tidings.cli.Settings.Parsed;
import tidings.cli.Settings.Value;

/// `tidings config`: looks at a configuration without starting anything.
@Command(name = "config", description = "Looks at the configuration of a server, and starts nothing.", subcommands = {
    ConfigCommand.Check.class, ConfigCommand.Show.class}, synopsisSubcommandLabel = "(check | show)", footer = {"",
        "As in: tidings config check serve --config tidings.yaml"})
final class ConfigCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(command.commandLine(), "'check' or 'show' is missing");
    }

    /// `tidings config check`: does it all fit together, and can the files be read?
    @Command(name = "check", description = "Reads everything as a start would, and says what is wrong.")
    static final class Check implements Callable<Integer> {

        @Spec
        private CommandSpec command = CommandSpec.create();

        @Parameters(paramLabel = "[serve | broker] OPTION...", description = "The command line of the server; serve by default.")
        private List<String> words = new ArrayList<>();

        @Override
        public Integer call() {
            Parsed parsed = parse(command, words);
            if (parsed.command().getCommand() instanceof ServerCommand server) {
                server.check();
            }
            System.out.println(
                    "The configuration is good: " + parsed.effective().size() + " settings, the rest by default");
            return ExitStatus.OK;
        }
    }

    /// `tidings config show`: what holds, and why.
    @Command(name = "show", description = "Prints what holds, as a configuration file; secrets are masked.")
    static final class Show implements Callable<Integer> {

        @Spec
        private CommandSpec command = CommandSpec.create();

        @Option(names = "--origin", description = "Print where each value comes from.")
        private boolean origin;

        @Parameters(paramLabel = "[serve | broker] OPTION...", description = "The command line of the server; serve by default.")
        private List<String> words = new ArrayList<>();

        @Override
        public Integer call() {
            Parsed parsed = parse(command, words);
            Map<String, Value> effective = parsed.effective();
            Settings.options(parsed.command().getCommandSpec()).forEach((key, option) -> {
                if (Settings.isSetting(key)) {
                    System.out.println(line(key, option, effective.get(key)));
                }
            });
            return ExitStatus.OK;
        }

        private String line(String key, OptionSpec option, @Nullable Value value) {
            if (value == null) {
                return "# " + key + ": " + Reference.defaultOf(option) + (origin ? "   # default" : "");
            }
            String text = "'" + Settings.shown(option, value.text()).replace("'", "''") + "'";
            return key + ": " + text + (origin ? "   # " + value.origin() : "");
        }
    }

    private static Parsed parse(CommandSpec command, List<String> words) {
        boolean named = !words.isEmpty() && (words.get(0).equals("serve") || words.get(0).equals("broker"));
        List<String> arguments = new ArrayList<>(words);
        if (!named) {
            arguments.add(0, "serve");
        }
        PrintWriter err = command.commandLine().getErr();
        return Settings.parse(Main.line(err, arguments.get(0)), arguments);
    }
}
