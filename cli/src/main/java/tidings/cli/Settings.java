package tidings.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// What was not said on the command line: the option `--max-connections` is also the environment variable
/// `TIDINGS_MAX_CONNECTIONS` and the key `max-connections` of the file that `--config` names. The command line goes before
/// the environment, that before the file, and that before a `mosquitto.conf`. Only for the servers, which are the commands
/// with `--config`.
///
/// A variable with `_FILE` behind its name names a file that has the value, which is where secrets belong.
final class Settings implements IDefaultValueProvider {

    private static final String CONFIG = "--config";
    private static final String MOSQUITTO = "--mosquitto-conf";
    private static final String MASK = "***";
    /// What an option is called that takes a secret.
    private static final Set<String> SECRETS = Set.of("TOKEN", "PASSWORD", "SECRET");
    /// What is no setting, but a question or where settings come from.
    private static final Set<String> NO_SETTINGS = Set.of("help", "version", "config", "mosquitto-conf");

    private final Map<String, String> environment;
    private final Map<String, Value> values;

    /// A value of a setting.
    ///
    /// @param origin where it comes from, for people
    record Value(String text, String origin) {}

    private Settings(Map<String, String> environment, Map<String, Value> values) {
        this.environment = environment;
        this.values = values;
    }

    /// A command line, understood, with what environment and files add to it.
    ///
    /// @param command that it is for
    record Parsed(CommandLine command, Settings settings) {

        /// Everything that was said, by key.
        Map<String, Value> effective() {
            return settings.effective(command.getParseResult());
        }
    }

    /// Understands a command line without doing what it says.
    ///
    /// @throws CommandException if it cannot be
    /// @throws ParameterException likewise
    static Parsed parse(CommandLine line, List<String> arguments) {
        Settings settings = of(line, arguments, System.getenv());
        settings.provideDefaults(line);
        line.parseArgs(arguments.toArray(String[]::new));
        return new Parsed(line.getParseResult().subcommand().commandSpec().commandLine(), settings);
    }

    /// The settings for a command line: what environment and files say of the options of its command.
    ///
    /// @throws CommandException if a file cannot be read, or has keys that are no options
    static Settings of(CommandLine line, List<String> arguments, Map<String, String> environment) {
        CommandLine command = arguments.isEmpty() ? null : line.getSubcommands().get(arguments.get(0));
        if (command == null || command.getCommandSpec().findOption(CONFIG) == null) {
            return new Settings(environment, Map.of());
        }
        Map<String, OptionSpec> options = options(command.getCommandSpec());
        Map<String, Value> values = new LinkedHashMap<>();
        String mosquitto = named(MOSQUITTO, arguments, environment);
        if (mosquitto != null) {
            values.putAll(MosquittoConf.read(Path.of(mosquitto)).settings(options.keySet()));
        }
        String file = named(CONFIG, arguments, environment);
        if (file != null) {
            values.putAll(ConfigFile.read(Path.of(file), List.copyOf(options.keySet()), environment::get));
        }
        options.keySet().forEach(key -> {
            Value value = ofEnvironment(key, options.keySet(), environment);
            if (value != null) {
                values.put(key, value);
            }
        });
        return new Settings(environment, values);
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
        Value value = values.get(key(option));
        return value != null ? value.text : environment.get(variable(key(option)));
    }

    /// Everything that a command line and these settings say together, by key; what is left to its default is not in it.
    Map<String, Value> effective(ParseResult parsed) {
        Map<String, Value> effective = new TreeMap<>();
        options(parsed.commandSpec()).forEach((key, option) -> {
            Value value = parsed.hasMatchedOption(option)
                    ? new Value(String.join(",", option.originalStringValues()), "command line")
                    : values.get(key);
            if (value != null && !NO_SETTINGS.contains(key)) {
                effective.put(key, value);
            }
        });
        return effective;
    }

    /// What a running command was told, by key, secrets masked.
    static Map<String, String> masked(CommandSpec command) {
        Map<String, OptionSpec> options = options(command);
        Map<String, String> masked = new TreeMap<>();
        Reload.effective(command).forEach((key, value) -> {
            OptionSpec option = options.get(key);
            masked.put(key, option == null ? MASK : shown(option, value.text));
        });
        return masked;
    }

    /// The options of a command by their keys.
    static Map<String, OptionSpec> options(CommandSpec command) {
        return command.options()
                .stream()
                .collect(Collectors.toMap(
                        Settings::key, option -> option, (one, other) -> one, LinkedHashMap::new));
    }

    /// Whether a key is more than a question or where settings come from.
    static boolean isSetting(String key) {
        return !NO_SETTINGS.contains(key);
    }

    /// A value as it may be shown.
    static String shown(OptionSpec option, String value) {
        return SECRETS.contains(option.paramLabel()) ? MASK : value;
    }

    static String key(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    /// The environment variable of a key.
    static String variable(String key) {
        return "TIDINGS_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /// What a variable says, itself or by the file that one with `_FILE` behind its name names; or null.
    ///
    /// @throws CommandException if the file cannot be read
    static @Nullable String ofVariable(String variable, Map<String, String> environment) {
        String value = environment.get(variable);
        String file = value == null ? environment.get(variable + "_FILE") : null;
        if (file == null) {
            return value;
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw CommandException.unreadable(Path.of(file), variable + "_FILE", e);
        }
    }

    private static @Nullable Value ofEnvironment(
            String key, Set<String> keys, Map<String, String> environment) {
        String variable = variable(key);
        boolean hasFile = !environment.containsKey(variable) && !keys.contains(key + "-file");
        String value = hasFile ? ofVariable(variable, environment) : environment.get(variable);
        return value == null ? null : new Value(value, "environment");
    }

    /// The value of an option that has to be known before all others, or null.
    private static @Nullable String named(
            String option, List<String> arguments, Map<String, String> environment) {
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).equals(option) && i + 1 < arguments.size()) {
                return arguments.get(i + 1);
            }
            if (arguments.get(i).startsWith(option + "=")) {
                return arguments.get(i).substring(option.length() + 1);
            }
        }
        return environment.get(variable(option.substring(2)));
    }
}
