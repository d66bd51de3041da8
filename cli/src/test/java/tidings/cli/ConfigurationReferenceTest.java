package tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// `docs/reference/configuration.md` is what the options say of themselves; `-Ddocs.write=true` writes it anew.
class ConfigurationReferenceTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "reference", "configuration.md");
    private static final String START = "<!-- settings: written by ConfigurationReferenceTest -->\n";
    private static final String END = "<!-- end of settings -->\n";

    @Test
    void theDocumentSaysWhatTheOptionsSay() throws IOException {
        String text = Files.readString(DOCUMENT);
        String wanted = text.substring(0, text.indexOf(START) + START.length()) + tables()
                + text.substring(text.indexOf(END));
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(DOCUMENT, wanted);
        } else {
            assertThat(text).as("docs/reference/configuration.md is stale; -Ddocs.write=true writes it anew")
                    .isEqualTo(wanted);
        }
    }

    @Test
    void everySettingSaysItsDefault() {
        all().forEach(
                (key, option) -> assertThat(Reference.defaultOf(option)).as(key).isNotBlank().hasSizeLessThan(60));
    }

    private static String tables() {
        StringBuilder text =
                new StringBuilder("\n| Key | Option | Environment | Of | Type | Default | Reload | Meaning |\n")
                        .append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        all().forEach((key, option) -> text.append(row(key, option)));
        return text.append('\n').toString();
    }

    private static String row(String key, OptionSpec option) {
        String value = option.arity().max() == 0 ? "" : " " + escaped(option.paramLabel());
        return "| `%s` | `%s%s` | `%s` | %s | %s | %s | %s | %s |%n".formatted(
                key, option.longestName(), value, Settings.variable(key), commands(key), Reference.typeOf(option),
                Reference.defaultOf(option), reload(option), meaning(option)).replace("\r", "");
    }

    private static String commands(String key) {
        boolean both = options("serve").containsKey(key) && options("broker").containsKey(key);
        return both ? "both" : options("serve").containsKey(key) ? "serve" : "broker";
    }

    private static String reload(OptionSpec option) {
        return switch (Reload.Effect.of(option)) {
            case RESTART -> "restart";
            case CONTENT -> "its content";
            case AT_ONCE -> "yes";
        };
    }

    private static String meaning(OptionSpec option) {
        return escaped(String.join(" ", option.description())).replace("<", "&lt;");
    }

    /// As a cell of a table has it.
    private static String escaped(String text) {
        return text.replace("|", "\\|");
    }

    private static Map<String, OptionSpec> all() {
        Map<String, OptionSpec> all = new TreeMap<>(options("serve"));
        options("broker").forEach(all::putIfAbsent);
        return all;
    }

    private static Map<String, OptionSpec> options(String command) {
        CommandLine line = Main.line(new PrintWriter(Writer.nullWriter()), command);
        Map<String, OptionSpec> options = new TreeMap<>();
        Settings.options(line.getSubcommands().get(command).getCommandSpec()).forEach((key, option) -> {
            if (Settings.isSetting(key)) {
                options.put(key, option);
            }
        });
        return options;
    }
}
