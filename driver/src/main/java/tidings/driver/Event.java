package tidings.driver;

import org.jspecify.annotations.Nullable;
import tidings.mqtt.Bytes;
import tidings.mqtt.Properties;

/// A line of output in the making.
final class Event {

    private final StringBuilder line;

    Event(String name) {
        line = new StringBuilder(name);
    }

    Event with(String key, String text) {
        line.append(' ').append(key).append('=').append(Words.encode(text));
        return this;
    }

    Event with(String key, long number) {
        return with(key, Long.toString(number));
    }

    Event with(String key, boolean flag) {
        return with(key, Boolean.toString(flag));
    }

    Event with(String key, Bytes bytes) {
        line.append(' ').append(key).append('=').append(Words.encode(bytes));
        return this;
    }

    /// Nothing, if there is none.
    Event withText(@Nullable String text) {
        return text == null ? this : with("text", text);
    }

    Event with(Properties properties) {
        PropertyWords.write(properties, (key, word) -> line.append(' ').append(key).append('=').append(word));
        return this;
    }

    @Override
    public String toString() {
        return line.toString();
    }
}
