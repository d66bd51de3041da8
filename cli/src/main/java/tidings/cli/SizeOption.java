package tidings.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Bytes: `2MB`, `64KiB`, or just a number.
final class SizeOption implements ITypeConverter<Long> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*([a-z]*)");

    /// A size that fits into an int.
    ///
    /// @throws IllegalArgumentException if it does not
    static int number(String option, long bytes) {
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(option + " is less than 2GiB, not " + bytes);
        }
        return (int) bytes;
    }

    @Override
    public Long convert(String value) {
        Matcher matcher = FORM.matcher(value.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + value + "' is no size; one is 2MB, 64KiB or a number of bytes");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "", "b" -> number;
            case "kb" -> number * 1_000;
            case "kib", "k" -> number << 10;
            case "mb" -> number * 1_000_000;
            case "mib", "m" -> number << 20;
            case "gb" -> number * 1_000_000_000;
            case "gib", "g" -> number << 30;
            default -> throw new TypeConversionException(
                    "'" + value + "' is no size; one is 2MB, 64KiB or a number of bytes");
        };
    }
}
