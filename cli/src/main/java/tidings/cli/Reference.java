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

    private static final Pattern BY_DEFAULT = Pattern.compile(" ?\\(?\\b[Bb]y default\\b");
    /// Where the words of a default begin: behind a stop and its space, or a bracket.
    private static final Pattern BEGINNING = Pattern.compile(".*(?:[;:.,] |\\()");
    private static final Pattern END = Pattern.compile("\\. |\\.$|[;,)]");

    private Reference() {}

    /// The default of an option, in the words of its description.
    static String defaultOf(OptionSpec option) {
        if (option.arity().max() == 0) {
            return "false";
        }
        String text = String.join(" ", option.description());
        Matcher mark = BY_DEFAULT.matcher(text);
        if (!mark.find()) {
            return "none";
        }
        String before = BEGINNING.matcher(text.substring(0, mark.start())).replaceFirst("").strip();
        boolean isBehind = mark.group().endsWith("By default") || before.isEmpty() || before.endsWith(";");
        return isBehind
                ? END.split(text.substring(mark.end()), 2)[0].strip()
                : before;
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
