package tidings.tinkerforge.json;

/// Texts as Python shows them in messages: in quotes, with escapes for what cannot be seen.
public final class PythonText {

    private PythonText() {}

    /// A text in quotes.
    public static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder out = new StringBuilder().append(quote);
        text.codePoints().forEach(character -> append(out, character, quote));
        return out.append(quote).toString();
    }

    /// Bytes in quotes, with a `b` before them.
    public static String quoted(byte[] bytes) {
        StringBuilder ascii = new StringBuilder();
        for (byte each : bytes) {
            ascii.append((char) (each & 0xFF));
        }
        char quote = ascii.indexOf("'") >= 0 && ascii.indexOf("\"") < 0 ? '"' : '\'';
        StringBuilder out = new StringBuilder("b").append(quote);
        ascii.chars().forEach(character -> {
            if (character > 0x7E) {
                out.append("\\x%02x".formatted(character));
            } else {
                append(out, character, quote);
            }
        });
        return out.append(quote).toString();
    }

    private static void append(StringBuilder out, int character, char quote) {
        switch (character) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\\' -> out.append("\\\\");
            default -> {
                if (character == quote) {
                    out.append('\\').append(quote);
                } else if (isPrintable(character)) {
                    out.appendCodePoint(character);
                } else {
                    out.append(escape(character));
                }
            }
        }
    }

    private static String escape(int character) {
        if (character <= 0xFF) {
            return "\\x%02x".formatted(character);
        }
        return character <= 0xFFFF ? "\\u%04x".formatted(character) : "\\U%08x".formatted(character);
    }

    private static boolean isPrintable(int character) {
        return character == ' ' || switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE,
                    Character.UNASSIGNED, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR ->
                false;
            default -> true;
        };
    }
}
