package tidings.device.json;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What one message reports: keys, times and typed values, side by side in arrays. A busy server sees a hundred thousand
/// of them a second, so none of them is an object of its own.
///
/// Filled by one thread, then handed over and not changed any more.
public final class Readings {

    private static final int FEW = 8;

    private String[] keys = new String[FEW];
    private long[] times = new long[FEW];
    private Type[] types = new Type[FEW];
    private long[] numbers = new long[FEW];
    private @Nullable String[] texts = new String[0];
    private int size;

    /// Which of the five types a value has.
    public enum Type {
        BOOL,
        WHOLE,
        REAL,
        TEXT,
        JSON
    }

    /// One value.
    public static Readings of(String key, long time, Value value) {
        Readings readings = new Readings();
        readings.add(key, time, value);
        return readings;
    }

    /// Adds a value, as long as these are not handed over.
    public void add(String key, long time, Value value) {
        switch (value) {
            case Value.Bool(boolean bool) -> bool(key, time, bool);
            case Value.Whole(long whole) -> whole(key, time, whole);
            case Value.Real(double real) -> real(key, time, real);
            case Value.Text(String text) -> text(key, time, text);
            case Value.Json(String text) -> json(key, time, text);
        }
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public String key(int index) {
        return keys[index];
    }

    /// Milliseconds since 1970.
    public long time(int index) {
        return times[index];
    }

    public Type type(int index) {
        return types[index];
    }

    /// A WHOLE's value; 1 or 0 of a BOOL.
    public long whole(int index) {
        return numbers[index];
    }

    /// A REAL's value.
    public double real(int index) {
        return Double.longBitsToDouble(numbers[index]);
    }

    /// The value of a TEXT or JSON.
    public String text(int index) {
        String text = index < texts.length ? texts[index] : null;
        if (text == null) {
            throw new IllegalStateException("There is no text at " + index + " but a " + types[index]);
        }
        return text;
    }

    /// The value as an object, for where there are few.
    public Value value(int index) {
        return switch (types[index]) {
            case BOOL -> new Value.Bool(numbers[index] != 0);
            case WHOLE -> new Value.Whole(numbers[index]);
            case REAL -> new Value.Real(real(index));
            case TEXT -> new Value.Text(text(index));
            case JSON -> new Value.Json(text(index));
        };
    }

    /// Roughly the memory that they take, in bytes.
    public int weight() {
        int weight = 128 + keys.length * 32;
        for (int i = 0; i < size; i++) {
            weight += keys[i].length();
            if (i < texts.length && texts[i] != null) {
                weight += 48 + texts[i].length();
            }
        }
        return weight;
    }

    void bool(String key, long time, boolean value) {
        add(key, time, Type.BOOL, value ? 1 : 0);
    }

    void whole(String key, long time, long value) {
        add(key, time, Type.WHOLE, value);
    }

    void real(String key, long time, double value) {
        add(key, time, Type.REAL, Double.doubleToRawLongBits(value));
    }

    void text(String key, long time, String value) {
        add(key, time, Type.TEXT, 0);
        putText(value);
    }

    void json(String key, long time, String value) {
        add(key, time, Type.JSON, 0);
        putText(value);
    }

    private void add(String key, long time, Type type, long number) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            times = Arrays.copyOf(times, 2 * size);
            types = Arrays.copyOf(types, 2 * size);
            numbers = Arrays.copyOf(numbers, 2 * size);
        }
        keys[size] = key;
        times[size] = time;
        types[size] = type;
        numbers[size] = number;
        size++;
    }

    /// Of the one added last.
    private void putText(String value) {
        if (texts.length < size) {
            texts = Arrays.copyOf(texts, keys.length);
        }
        texts[size - 1] = value;
    }
}
