package tidings.device.json;

/// A value of one of five types (DEVICE_API, key-value format): what a device reports, what an attribute holds.
public sealed interface Value {

    record Bool(boolean value) implements Value {}

    record Whole(long value) implements Value {}

    record Real(double value) implements Value {}

    record Text(String value) implements Value {}

    /// An object or array.
    ///
    /// @param text valid JSON without spaces
    record Json(String text) implements Value {}

    /// As text, the way lists of values show it.
    default String asText() {
        return switch (this) {
            case Bool(boolean value) -> Boolean.toString(value);
            case Whole(long value) -> Long.toString(value);
            case Real(double value) -> Double.toString(value);
            case Text(String value) -> value;
            case Json(String text) -> text;
        };
    }
}
