package tidings.device.json;

import java.math.BigDecimal;
import java.math.BigInteger;

/// Which type a number has, by the way it is written (DEVICE_API 3.3).
final class Numbers {

    private static final int MOST_DECIMALS = 16;
    private static final int MOST_DIGITS = 400; // the largest double has 309
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    private Numbers() {}

    /// Adds a number that has a fraction or an exponent, or is too large for a long.
    ///
    /// @param asText whether it becomes a text where no number of ours holds all of it; else it is refused
    /// @throws BadPayloadException if it is longer than any number that somebody means
    static void add(Readings to, String key, long time, String text, boolean asText) {
        boolean exponent = text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
        BigDecimal number = parse(text);
        if (!exponent && text.indexOf('.') >= 0) {
            addReal(to, key, time, text, number, number.scale() <= MOST_DECIMALS, asText);
            return;
        }
        BigDecimal shortest = number.stripTrailingZeros();
        if (shortest.scale() > 0) {
            addReal(to, key, time, text, number, shortest.scale() <= MOST_DECIMALS, asText);
        } else {
            addWhole(to, key, time, shortest.toBigIntegerExact(), asText);
        }
    }

    /// A time in milliseconds, of which a fraction is cut off.
    ///
    /// @throws BadPayloadException if it is none
    static long time(String text) {
        try {
            return parse(text.strip()).toBigInteger().longValueExact();
        } catch (ArithmeticException e) {
            throw new BadPayloadException("'ts' is beyond all times");
        }
    }

    /// Adds a text, which is a number where it is written like one in JSON, without an exponent.
    static void addCast(Readings to, String key, long time, String text) {
        switch (shape(text)) {
            case NONE -> to.text(key, time, text);
            case WHOLE -> {
                if (text.length() <= 18) {
                    to.whole(key, time, Long.parseLong(text));
                } else {
                    add(to, key, time, text, true);
                }
            }
            case DECIMAL -> add(to, key, time, text, true);
        }
    }

    private static void addWhole(Readings to, String key, long time, BigInteger number, boolean asText) {
        if (number.compareTo(LEAST) >= 0 && number.compareTo(MOST) <= 0) {
            to.whole(key, time, number.longValue());
        } else {
            text(to, key, time, number.toString(), asText);
        }
    }

    private static void addReal(
            Readings to, String key, long time, String text, BigDecimal number, boolean fits, boolean asText) {
        double value = Double.parseDouble(text); // a BigDecimal knows no -0.0
        if (fits && Double.isFinite(value)) {
            to.real(key, time, value);
        } else {
            text(to, key, time, number.toPlainString(), asText);
        }
    }

    private static void text(Readings to, String key, long time, String digits, boolean asText) {
        if (!asText) {
            throw new BadPayloadException("A number has at most " + MOST_DECIMALS + " decimals and 64 bits");
        }
        to.text(key, time, digits);
    }

    private static BigDecimal parse(String text) {
        BigDecimal number;
        try {
            number = new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new BadPayloadException("Not a number, or beyond all numbers");
        }
        long digits =
                Math.max((long) number.precision() - number.scale(), Math.max(number.precision(), number.scale()));
        if (digits > MOST_DIGITS) {
            throw new BadPayloadException("A number has at most " + MOST_DIGITS + " digits, written out");
        }
        return number;
    }

    private enum Shape {
        NONE,
        WHOLE,
        DECIMAL
    }

    private static Shape shape(String text) {
        int length = text.length();
        int at = length > 0 && text.charAt(0) == '-' ? 1 : 0;
        int whole = digits(text, at);
        if (whole == 0 || whole > MOST_DIGITS || (whole > 1 && text.charAt(at) == '0')) {
            return Shape.NONE;
        }
        at += whole;
        if (at == length) {
            return Shape.WHOLE;
        }
        int fraction = text.charAt(at) == '.' ? digits(text, at + 1) : 0;
        boolean number = fraction > 0 && fraction <= MOST_DECIMALS && at + 1 + fraction == length;
        return number ? Shape.DECIMAL : Shape.NONE;
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at - from;
    }
}
