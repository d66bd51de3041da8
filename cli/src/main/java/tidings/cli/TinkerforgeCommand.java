package tidings.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import tidings.tinkerforge.Gateway;
import tidings.tinkerforge.GatewayConfig;
import tidings.tinkerforge.GatewayException;

/// `tidings tinkerforge`: takes the place of tinkerforge_mqtt, with its options, defaults and exit statuses.
@Command(name = "tinkerforge", subcommands = SimulateCommand.class, description = "Bricks and Bricklets over MQTT: takes the place of tinkerforge_mqtt.", version = "tidings tinkerforge "
        + TinkerforgeCommand.BINDINGS, footer = {"",
            "Every option is also a key of the --config file, and an environment variable: --ipcon-host is",
            "ipcon-host and TIDINGS_IPCON_HOST."})
final class TinkerforgeCommand implements Callable<Integer> {

    /// The version of tinkerforge_mqtt whose place this takes.
    static final String BINDINGS = "2.0.17";

    private static final int OTHER_EXCEPTION = 24;
    private static final int CMDLINE_FILE = 32;
    private static final String CMDLINE_OPTION = "--cmdline-file";

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this, and end.")
    @SuppressWarnings("UnusedVariable") // picocli asks for it
    private boolean help;

    @Option(names = {"-v", "--version"}, versionHelp = true, description = "Print the version, and end.")
    @SuppressWarnings("UnusedVariable") // picocli asks for it
    private boolean version;

    @Option(names = CMDLINE_OPTION, paramLabel = "FILE", description = "Read options from this file, as they would be on the command line, which goes before"
            + " them.")
    private @Nullable Path cmdlineFile;

    @Option(names = "--config", paramLabel = "FILE", description = "Read options from this file, a line KEY: VALUE each.")
    @SuppressWarnings("UnusedVariable") // Settings has read it, before all others
    private @Nullable Path config;

    @Mixin
    private final TinkerforgeOptions options = new TinkerforgeOptions();

    @Option(names = "--debug", negatable = true, description = "Log what happens in detail.")
    private boolean debug;

    /// As Python's argparse does it: options may be abbreviated, and said twice.
    static void parseAsPythonDoes(CommandLine line) {
        line.setAbbreviatedOptionsAllowed(true);
        line.setOverwrittenOptionsAllowed(true);
    }

    @Override
    public Integer call() throws Exception {
        if (cmdlineFile != null) {
            return withFile(cmdlineFile);
        }
        Logging.asPythonDoes(debug);
        List<GatewayConfig> configs;
        try {
            configs = configs();
        } catch (GatewayException wrong) {
            System.out.println(wrong.getMessage());
            return wrong.exitStatus();
        } catch (IllegalArgumentException wrong) {
            command.commandLine().getErr().println("Error: " + wrong.getMessage());
            return OTHER_EXCEPTION;
        } catch (IOException unreadable) { // it would never be readable, however long we tried
            command.commandLine().getErr().println("Error: " + unreadable.getMessage());
            return ExitStatus.FAILED;
        }
        return run(configs);
    }

    /// The options of a file come first.
    private Integer withFile(Path file) throws Exception {
        List<String> words;
        try {
            words = ShellWords.split(Files.readString(file));
        } catch (IOException | IllegalArgumentException unreadable) {
            System.out.println("Could not read cmdline file: " + (unreadable instanceof NoSuchFileException
                    ? "[Errno 2] No such file or directory: '" + file + "'"
                    : unreadable.getMessage()));
            return CMDLINE_FILE;
        }
        words.addAll(saidHere());
        TinkerforgeCommand both = new TinkerforgeCommand();
        CommandLine line = new CommandLine(both);
        parseAsPythonDoes(line);
        line.setDefaultValueProvider(command.commandLine().getDefaultValueProvider());
        line.setErr(command.commandLine().getErr());
        ParseResult parsed = line.parseArgs(words.toArray(String[]::new));
        if (CommandLine.printHelpIfRequested(parsed)) {
            return ExitStatus.OK;
        }
        both.cmdlineFile = null;
        return both.call();
    }

    private List<String> saidHere() {
        CommandLine root = command.commandLine();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        List<String> all = root.getParseResult().originalArgs();
        return all.subList(Math.max(0, all.indexOf(command.name()) + 1), all.size());
    }

    private List<GatewayConfig> configs() throws IOException {
        if (options.isLoginIncomplete() || options.isTlsWithoutCertificate()) {
            throw new ParameterException(command.commandLine(), options.isLoginIncomplete()
                    ? "--broker-password cannot be used without --broker-username"
                    : "--broker-tls-secure and --broker-tls-insecure cannot be used without --broker-certificate");
        }
        options.requireCertificate();
        List<GatewayConfig> configs = new ArrayList<>();
        configs.add(options.config());
        options.others().forEach((prefix, daemon) -> configs.add(options.config(prefix, daemon)));
        return configs;
    }

    private int run(List<GatewayConfig> configs) throws Exception {
        List<Gateway> gateways = new ArrayList<>();
        try {
            configs.forEach(each -> gateways.add(Gateway.start(each)));
        } catch (GatewayException wrong) {
            gateways.forEach(Gateway::close);
            System.out.println(wrong.getMessage());
            return wrong.exitStatus();
        } catch (IllegalArgumentException wrong) {
            command.commandLine().getErr().println("Error: " + wrong.getMessage());
            return OTHER_EXCEPTION;
        }
        CompletableFuture<Object> ended = CompletableFuture.anyOf(
                gateways.stream().map(Gateway::ended).toArray(CompletableFuture[]::new));
        return UntilStopped.work(() -> until(ended), () -> gateways.forEach(Gateway::close));
    }

    /// The process ends without leave of the broker if a gateway does: its last will is told.
    private static int until(CompletableFuture<Object> ended) {
        try {
            ended.join();
            return ExitStatus.OK;
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof GatewayException wrong) {
                if (wrong.reason() == GatewayException.Reason.INIT_FILE) { // the others are in the log
                    System.out.println(wrong.getMessage());
                }
                return wrong.exitStatus();
            }
            throw failed;
        }
    }

    /// Two daemons' prefixes and addresses, as `PREFIX=HOST[:PORT]`.
    static Map<String, String> pairs(List<String> texts) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.lastIndexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("--ipcon-also is PREFIX=HOST[:PORT], not " + text);
            }
            pairs.put(text.substring(0, equals), text.substring(equals + 1));
        }
        return pairs;
    }
}
