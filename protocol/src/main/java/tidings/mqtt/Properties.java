package tidings.mqtt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The properties of a packet, in the order in which they are on the wire. Does not change.
public final class Properties {

    /// None, as in every packet of 3.x and most of 5.0.
    public static final Properties NONE = new Properties(new Property<?>[0], new Object[0]);

    private final Property<?>[] keys;
    private final Object[] values;

    private Properties(Property<?>[] keys, Object[] values) {
        this.keys = keys;
        this.values = values;
    }

    /// What walks over properties, each with its value.
    @FunctionalInterface
    public interface Visitor {
        void visit(Property<?> property, Object value);
    }

    /// Collects properties; cheaper than [Properties#with] for many.
    public static final class Builder {
        private Property<?>[] keys = new Property<?>[1]; // most packets have one or none
        private Object[] values = new Object[1];
        private int size;

        private Builder() {}

        /// Adds one at the end. A second value of a property that may not repeat is the caller's to refuse.
        ///
        /// @throws IllegalArgumentException if the value is outside what the specification allows
        public <T> Builder add(Property<T> property, T value) {
            check(property, value);
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, size * 2);
                values = Arrays.copyOf(values, size * 2);
            }
            keys[size] = property;
            values[size++] = value;
            return this;
        }

        /// Whether there is a value of it already.
        public boolean has(Property<?> property) {
            for (int i = 0; i < size; i++) {
                if (keys[i] == property) {
                    return true;
                }
            }
            return false;
        }

        public Properties build() {
            if (size == keys.length) {
                return new Properties(keys, values); // one more would be added to larger arrays
            }
            return size == 0 ? NONE : new Properties(Arrays.copyOf(keys, size), Arrays.copyOf(values, size));
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /// The one at a place, from 0.
    public Property<?> property(int place) {
        return keys[place];
    }

    /// The value at a place, from 0.
    public Object value(int place) {
        return values[place];
    }

    /// The value of a property, the first where there are several, or null.
    public <T> @Nullable T get(Property<T> property) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] == property) {
                return property.cast(values[i]);
            }
        }
        return null;
    }

    /// The value of a property, or another where it is not there.
    public <T> T get(Property<T> property, T otherwise) {
        T value = get(property);
        return value == null ? otherwise : value;
    }

    /// All values of a property that may repeat.
    public <T> List<T> all(Property<T> property) {
        List<T> found = new ArrayList<>();
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] == property) {
                found.add(property.cast(values[i]));
            }
        }
        return found;
    }

    /// These properties with one value of a property, at the end; one that may repeat is added, any other replaced.
    ///
    /// @throws IllegalArgumentException if the value is outside what the specification allows
    public <T> Properties with(Property<T> property, T value) {
        check(property, value);
        Properties rest = property.equals(Property.USER_PROPERTY) || property.equals(Property.SUBSCRIPTION_IDENTIFIER)
                ? this
                : without(property);
        int size = rest.keys.length;
        Property<?>[] moreKeys = Arrays.copyOf(rest.keys, size + 1);
        Object[] moreValues = Arrays.copyOf(rest.values, size + 1);
        moreKeys[size] = property;
        moreValues[size] = value;
        return new Properties(moreKeys, moreValues);
    }

    /// These properties less all values of one.
    public Properties without(Property<?> property) {
        if (get(property) == null) {
            return this;
        }
        if (keys.length == 1) {
            return NONE;
        }
        Builder rest = builder();
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != property) {
                addTo(rest, keys[i], values[i]);
            }
        }
        return rest.build();
    }

    public boolean isEmpty() {
        return keys.length == 0;
    }

    /// How many there are, repeated ones counted each.
    public int size() {
        return keys.length;
    }

    public void forEach(Visitor visitor) {
        for (int i = 0; i < keys.length; i++) {
            visitor.visit(keys[i], values[i]);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Properties that && Arrays.equals(keys, that.keys) && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(keys) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        forEach((property, value) -> text.append(text.length() > 1 ? ", " : "")
                .append(property)
                .append(": ")
                .append(value));
        return text.append('}').toString();
    }

    private static <T> void addTo(Builder builder, Property<T> property, Object value) {
        builder.add(property, property.cast(value));
    }

    private static void check(Property<?> property, Object value) {
        Objects.requireNonNull(value, () -> property + " is null");
        if (!property.accepts(value)) {
            throw new IllegalArgumentException(
                    property + " is " + property.least() + " to " + property.most() + ", not " + value);
        }
    }
}
