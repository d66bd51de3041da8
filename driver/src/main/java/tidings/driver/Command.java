package tidings.driver;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Bytes;

/// A line of input: a verb, and keys with values, in their order.
///
/// @param words as they came, with their values encoded
record Command(String verb, List<Word> words) {

    /// One `key=value`.
    record Word(String key, String raw) {

        String text() {
            return Words.text(Words.decode(raw));
        }
    }

    static Command parse(String line) {
        String[] parts = line.strip().split(" ");
        List<Word> words = Stream.of(parts).skip(1).map(Command::word).toList();
        return new Command(parts[0], words);
    }

    boolean has(String key) {
        return raw(key) != null;
    }

    String text(String key) {
        return Words.text(bytes(key));
    }

    @Nullable
    String textOrNull(String key) {
        return has(key) ? text(key) : null;
    }

    Bytes bytes(String key) {
        String raw = raw(key);
        if (raw == null) {
            throw new IllegalArgumentException(verb + " needs " + key);
        }
        return Words.decode(raw);
    }

    @Nullable
    Bytes bytesOrNull(String key) {
        return has(key) ? bytes(key) : null;
    }

    int number(String key, int otherwise) {
        return has(key) ? Integer.parseInt(text(key)) : otherwise;
    }

    long number(String key, long otherwise) {
        return has(key) ? Long.parseLong(text(key)) : otherwise;
    }

    boolean flag(String key, boolean otherwise) {
        return has(key) ? Words.flag(text(key)) : otherwise;
    }

    private @Nullable String raw(String key) {
        return words.stream().filter(word -> word.key.equals(key)).map(Word::raw).findFirst().orElse(null);
    }

    private static Word word(String part) {
        int end = part.indexOf('=');
        return end < 0 ? new Word(part, "") : new Word(part.substring(0, end), part.substring(end + 1));
    }
}
