package tidings.tinkerforge.catalog;

/// How an item of a packet is written. Everything is little endian; an array of booleans is a row of bits.
///
/// In Java an integer is a [Long], one of `uint64` beyond it a [java.math.BigInteger]; the others are [Float], [Boolean],
/// [Character] and [String]. An array is a list of them.
public enum Type {
    INT8("int8", 1, true),
    UINT8("uint8", 1, false),
    INT16("int16", 2, true),
    UINT16("uint16", 2, false),
    INT32("int32", 4, true),
    UINT32("uint32", 4, false),
    INT64("int64", 8, true),
    UINT64("uint64", 8, false),
    FLOAT("float", 4, true),
    BOOL("bool", 1, false),
    /// One byte, which is the code point.
    CHAR("char", 1, false),
    /// As many bytes as its field is wide, which are the code points; filled up with zeros.
    STRING("string", 1, false);

    private final String text;
    private final int bytes;
    private final boolean signed;

    Type(String text, int bytes, boolean signed) {
        this.text = text;
        this.bytes = bytes;
        this.signed = signed;
    }

    /// The type of a name, such as `uint8`.
    ///
    /// @throws IllegalArgumentException if there is none
    static Type of(String text) {
        for (Type type : values()) {
            if (type.text.equals(text)) {
                return type;
            }
        }
        throw new IllegalArgumentException("No type: " + text);
    }

    /// As in the catalog: `uint8`.
    public String text() {
        return text;
    }

    /// Bytes of one item; of a string, of one character.
    public int bytes() {
        return bytes;
    }

    public boolean isSigned() {
        return signed;
    }

    public boolean isInteger() {
        return switch (this) {
            case FLOAT, BOOL, CHAR, STRING -> false;
            default -> true;
        };
    }

    /// The lowest integer.
    public long lowest() {
        return signed ? -1L << (bytes * Byte.SIZE - 1) : 0;
    }

    /// The highest integer; of `uint64`, the highest that a long holds.
    public long highest() {
        return isLong() ? Long.MAX_VALUE : (1L << (bytes * Byte.SIZE - (signed ? 1 : 0))) - 1;
    }

    /// Whether it has eight bytes, which not every reader of JSON can hold as a number.
    public boolean isLong() {
        return this == INT64 || this == UINT64;
    }
}
