package tidings.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import tidings.cli.Settings.Value;

/// The file of `--config`: YAML, a line `KEY: VALUE` each, or a list of values. `${NAME}` in a value stands for an
/// environment variable, and `${NAME:default}` for one that may be missing.
final class ConfigFile {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?}");

    private final Path path;
    private final List<String> known;
    private final UnaryOperator<@Nullable String> environment;

    private ConfigFile(Path path, List<String> known, UnaryOperator<@Nullable String> environment) {
        this.path = path;
        this.known = known;
        this.environment = environment;
    }

    /// Reads all of it.
    ///
    /// @param known the keys that there are
    /// @throws CommandException if it cannot be read, or has other keys
    static Map<String, Value> read(
            Path path, List<String> known, UnaryOperator<@Nullable String> environment) {
        return new ConfigFile(path, known, environment).read();
    }

    private Map<String, Value> read() {
        try {
            String text = Files.readString(path);
            Optional<Node> root =
                    new Compose(LoadSettings.builder().setLabel(path.toString()).build()).composeString(text);
            return root.isEmpty() ? Map.of() : values(root.get());
        } catch (IOException e) {
            throw CommandException.unreadable(path, "--config", e);
        } catch (YamlEngineException wrong) {
            throw new CommandException(ExitStatus.FAILED, path + " (--config) is no YAML: " + wrong.getMessage());
        }
    }

    private Map<String, Value> values(Node root) {
        if (!(root instanceof MappingNode mapping)) {
            throw new CommandException(ExitStatus.FAILED, path + " (--config) is to be lines of KEY: VALUE");
        }
        Map<String, Value> values = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            String key = scalar(entry.getKeyNode());
            if (!known.contains(key)) {
                throw new CommandException(
                        ExitStatus.FAILED,
                        where(entry.getKeyNode()) + ": there is no setting '" + key + "'; did you mean '"
                                + Nearest.to(key, known) + "'?");
            }
            Value value = new Value(value(entry.getValueNode()), where(entry.getKeyNode()));
            if (values.put(key, value) != null) {
                throw new CommandException(
                        ExitStatus.FAILED, where(entry.getKeyNode()) + ": '" + key + "' is there twice");
            }
        }
        return values;
    }

    private String value(Node node) {
        if (node instanceof SequenceNode list) {
            return list.getValue().stream().map(this::filled).collect(Collectors.joining(","));
        }
        return filled(node);
    }

    /// With what its placeholders stand for.
    private String filled(Node node) {
        Matcher matcher = PLACEHOLDER.matcher(scalar(node));
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1);
            String value = environment.apply(name);
            if (value == null) {
                value = matcher.group(2);
            }
            if (value == null) {
                throw new CommandException(
                        ExitStatus.FAILED,
                        where(node) + ": there is no environment variable " + name + ", and no default (${"
                                + name + ":default})");
            }
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(filled).toString();
    }

    private String scalar(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw new CommandException(ExitStatus.FAILED, where(node) + ": a value is expected here, or a list of them");
    }

    private String where(Node node) {
        return path + node.getStartMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("");
    }
}
