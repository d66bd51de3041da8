package tidings.cli;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.OptionSpec;

/// What documents say of a setting, taken from the option itself: its description says its default in the words
/// `... by default`, and that is the one place where it stands.
final class Reference {

    private static final Pattern DEFAULT =
            Pattern.compile(
                    "(?:^|[;.,:(]|\\bor\\b|\\bfor\\b) *([^;.,:()]*?|mqtt://[^ ]*|[0-9.]+:[0-9]+) \\(?by default");
    private static final Pattern BY_DEFAULT = Pattern.compile("[Bb]y default,? ([^;.]+(?:\\.[0-9./:]+)*)");

    private Reference() {}

    /// The default of an option, in the words of its description.
    static String defaultOf(OptionSpec option) {
        if (option.arity().max() == 0) {
            return "false";
        }
        String text = String.join(" ", option.description());
        Matcher before = DEFAULT.matcher(text);
        if (before.find() && !before.group(1).isBlank()) {
            return before.group(1).strip();
        }
        Matcher behind = BY_DEFAULT.matcher(text);
        return behind.find() ? behind.group(1).strip() : "none";
    }

    /// What kind of value an option takes.
    static String typeOf(OptionSpec option) {
        if (option.arity().max() == 0) {
            return "true or false";
        }
        Class<?> type = option.type();
        if (type == Duration.class) {
            return "time";
        }
        boolean isSize = option.converters() != null && Arrays.stream(option.converters())
                .anyMatch(SizeOption.class::isInstance);
        if (isSize) {
            return "size";
        }
        if (type == int.class || type == Integer.class || type == long.class) {
            return "number";
        }
        if (type.isEnum()) {
            return "one of its words";
        }
        String many = option.isMultiValue() ? "list of " : "";
        return many + option.paramLabel().toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
    }
}
