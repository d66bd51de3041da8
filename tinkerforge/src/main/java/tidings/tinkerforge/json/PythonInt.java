package tidings.tinkerforge.json;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// Whole numbers as texts, as Python reads them: `12`, ` -0x1F `, `1_000`.
public final class PythonInt {

    private static final int DECIMAL = 10;
    private static final int LONGEST = 4_300;
    private static final int LAST_ASCII = 0x7F;

    private PythonInt() {}

    /// The number, as a [Long] if it fits; or null where the text is none.
    public static @Nullable Number parse(String text) {
        String rest = stripped(text);
        boolean negative = rest.startsWith("-");
        if (negative || rest.startsWith("+")) {
            rest = rest.substring(1);
        }
        int base = base(rest);
        String digits = digits(base == DECIMAL ? rest : rest.substring(2), base);
        if (digits == null || (base == DECIMAL && digits.startsWith("0") && !digits.matches("0+"))) {
            return null;
        }
        BigInteger value = new BigInteger(digits, base);
        return narrow(negative ? value.negate() : value);
    }

    private static String stripped(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    private static int base(String text) {
        if (text.length() < 2 || text.charAt(0) != '0') {
            return DECIMAL;
        }
        return switch (text.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> DECIMAL;
        };
    }

    /// The digits without underscores, in ASCII, or null if something else is among them.
    private static @Nullable String digits(String text, int base) {
        StringBuilder digits = new StringBuilder();
        boolean gap = base == DECIMAL; // where an underscore would be the second, or the first of all
        for (int at = 0; at < text.length();) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            if (character == '_' && !gap) {
                gap = true;
                continue;
            }
            int digit = Character.isLetter(character) && character > LAST_ASCII ? -1 : Character.digit(character, base);
            if (digit < 0) {
                return null;
            }
            gap = false;
            digits.append(Character.forDigit(digit, base));
        }
        return gap || digits.isEmpty() || digits.length() > LONGEST ? null : digits.toString();
    }

    static Number narrow(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
    }
}
