package tidings.cli;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Map;

/// The conversions of C's strftime that make sense for a message's time; `N` is nanoseconds, as mosquitto has it.
final class Strftime {

    static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxx", Locale.ROOT);

    private static final Map<Character, String> PATTERNS = Map.ofEntries(
            Map.entry('a', "EEE"), Map.entry('A', "EEEE"), Map.entry('b', "MMM"), Map.entry('B', "MMMM"),
            Map.entry('d', "dd"), Map.entry('D', "MM/dd/yy"), Map.entry('e', "ppd"), Map.entry('F', "yyyy-MM-dd"),
            Map.entry('H', "HH"), Map.entry('I', "hh"), Map.entry('j', "DDD"), Map.entry('k', "ppH"),
            Map.entry('m', "MM"), Map.entry('M', "mm"), Map.entry('N', "nnnnnnnnn"), Map.entry('p', "a"),
            Map.entry('R', "HH:mm"), Map.entry('S', "ss"), Map.entry('T', "HH:mm:ss"), Map.entry('u', "e"),
            Map.entry('V', "ww"), Map.entry('y', "yy"), Map.entry('Y', "yyyy"), Map.entry('z', "xx"),
            Map.entry('Z', "zzz"), Map.entry('c', "EEE MMM ppd HH:mm:ss yyyy"));

    private final DateTimeFormatter formatter;

    private Strftime(DateTimeFormatter formatter) {
        this.formatter = formatter;
    }

    /// The conversion of a letter.
    ///
    /// @throws CommandException if there is none
    static Strftime of(char letter) {
        String pattern = PATTERNS.get(letter);
        if (letter == 's') {
            return new Strftime(new DateTimeFormatterBuilder()
                    .appendValue(ChronoField.INSTANT_SECONDS)
                    .toFormatter(Locale.ROOT));
        }
        if (pattern == null) {
            throw new CommandException(ExitStatus.FAILED, "Invalid time specifier '@" + letter + "' in -F.");
        }
        return new Strftime(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
    }

    String text(ZonedDateTime time) {
        return formatter.format(time);
    }
}
