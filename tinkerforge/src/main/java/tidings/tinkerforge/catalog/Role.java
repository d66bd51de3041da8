package tidings.tinkerforge.catalog;

import java.util.Locale;

/// What an element of a chunk is for.
public enum Role {
    NONE,
    /// How many items there are in all.
    LENGTH,
    /// Where the first item of this chunk belongs.
    OFFSET,
    /// The items.
    DATA,
    /// How many items the device took.
    WRITTEN;

    static Role of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
