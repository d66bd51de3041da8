package tidings.tinkerforge.json;

/// A text is no JSON. The message says why, and where: `Expecting value: line 1 column 1 (char 0)`.
public final class JsonException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private JsonException(String message) {
        super(message, null, false, false);
    }

    /// Something about the whole.
    static JsonException of(String message) {
        return new JsonException(message);
    }

    /// Something at a place, which is counted in characters, not in the halves of which some consist.
    static JsonException at(String message, String text, int index) {
        int end = Math.min(index, text.length());
        String before = text.substring(0, end);
        int line = 1 + (int) before.chars().filter(character -> character == '\n').count();
        int column = before.codePointCount(before.lastIndexOf('\n') + 1, end) + 1;
        return new JsonException("%s: line %d column %d (char %d)".formatted(
                message, line, column, before.codePointCount(0, end)));
    }
}
