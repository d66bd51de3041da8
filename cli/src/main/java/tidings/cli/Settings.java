package tidings.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// What was not said on the command line: the option `--max-connections` is also the environment variable
/// `TIDINGS_MAX_CONNECTIONS` and the key `max-connections` of the file that `--config` names. The command line goes before
/// the environment, and that before the file. Only for the servers, which are the commands with `--config`.
final class Settings implements IDefaultValueProvider {

    private static final String CONFIG = "--config";

    private final Map<String, String> environment;
    private final Map<String, String> file;

    private Settings(Map<String, String> environment, Map<String, String> file) {
        this.environment = environment;
        this.file = file;
    }

    /// The settings for a command line.
    ///
    /// @throws CommandException if the file cannot be read, or has keys that are no options
    static Settings of(CommandLine line, List<String> arguments) {
        CommandLine command = arguments.isEmpty() ? null : line.getSubcommands().get(arguments.get(0));
        Map<String, String> environment = System.getenv();
        if (command == null || command.getCommandSpec().findOption(CONFIG) == null) {
            return new Settings(environment, Map.of());
        }
        return configFile(arguments, environment)
                .map(path -> new Settings(environment, read(path, command.getCommandSpec())))
                .orElseGet(() -> new Settings(environment, Map.of()));
    }

    void provideDefaults(CommandLine line) {
        line.getSubcommands()
                .values()
                .stream()
                .filter(command -> command.getCommandSpec().findOption(CONFIG) != null)
                .forEach(command -> command.setDefaultValueProvider(this));
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return null;
        }
        String key = key(option);
        String variable = "TIDINGS_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
        return environment.getOrDefault(variable, file.get(key));
    }

    private static String key(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    private static Optional<Path> configFile(List<String> arguments, Map<String, String> environment) {
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).equals(CONFIG) && i + 1 < arguments.size()) {
                return Optional.of(Path.of(arguments.get(i + 1)));
            }
            if (arguments.get(i).startsWith(CONFIG + "=")) {
                return Optional.of(Path.of(arguments.get(i).substring(CONFIG.length() + 1)));
            }
        }
        return Optional.ofNullable(environment.get("TIDINGS_CONFIG")).map(Path::of);
    }

    private static Map<String, String> read(Path path, CommandSpec command) {
        try {
            String text = Files.readString(path);
            Optional<Node> root =
                    new Compose(LoadSettings.builder().setLabel(path.toString()).build()).composeString(text);
            return root.isEmpty() ? Map.of() : values(root.get(), path, command);
        } catch (IOException e) {
            throw CommandException.unreadable(path, "--config", e);
        } catch (YamlEngineException wrong) {
            throw new CommandException(ExitStatus.FAILED, path + " (--config) is no YAML: " + wrong.getMessage());
        }
    }

    private static Map<String, String> values(Node root, Path path, CommandSpec command) {
        if (!(root instanceof MappingNode mapping)) {
            throw new CommandException(ExitStatus.FAILED, path + " (--config) is to be lines of KEY: VALUE");
        }
        List<String> known = command.options().stream().map(Settings::key).toList();
        Map<String, String> values = new HashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            String key = scalar(entry.getKeyNode(), path);
            if (!known.contains(key)) {
                throw new CommandException(
                        ExitStatus.FAILED,
                        where(entry.getKeyNode(), path) + ": there is no setting '" + key + "'; did you mean '"
                                + Nearest.to(key, known) + "'?");
            }
            values.put(key, value(entry.getValueNode(), path));
        }
        return values;
    }

    private static String value(Node node, Path path) {
        if (node instanceof SequenceNode list) {
            return list.getValue().stream().map(item -> scalar(item, path)).collect(Collectors.joining(","));
        }
        return scalar(node, path);
    }

    private static String scalar(Node node, Path path) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw new CommandException(ExitStatus.FAILED,
                where(node, path) + ": a value is expected here, or a list of them");
    }

    private static String where(Node node, Path path) {
        return path + node.getStartMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("");
    }
}
