package tidings.tinkerforge.tfp;

import java.math.BigInteger;
import tidings.tinkerforge.catalog.Type;

/// Which numbers fit into which type, and what is said of those that do not: in the words of tinkerforge_mqtt, whose users
/// look for them.
final class NumberRange {

    private static final String FAR_OUT = "argument out of range";

    private NumberRange() {}

    /// The bits of an integer.
    ///
    /// @param value a [Long] or a [BigInteger]
    static long check(Type type, Number value) {
        if (value instanceof BigInteger big) {
            boolean wide = type == Type.UINT64 || type == Type.UINT32;
            if (!wide || big.signum() < 0 || big.bitLength() > Long.SIZE) {
                throw new OutOfRangeException(FAR_OUT);
            }
            if (type == Type.UINT32) {
                throw new OutOfRangeException(words(type));
            }
            return big.longValue();
        }
        long number = value.longValue();
        if (type.isLong()) {
            if (type == Type.UINT64 && number < 0) {
                throw new OutOfRangeException(FAR_OUT);
            }
            return number;
        }
        if (number < type.lowest() || number > type.highest()) {
            throw new OutOfRangeException(type == Type.UINT32 && number < 0 ? FAR_OUT : words(type));
        }
        return number;
    }

    /// A number in single precision.
    static float single(Object value) {
        double number = ((Number) value).doubleValue();
        float single = (float) number;
        if (Float.isInfinite(single) && !Double.isInfinite(number)) {
            throw new OutOfRangeException("float too large to pack with f format");
        }
        return single;
    }

    private static String words(Type type) {
        String name = switch (type) {
            case INT8 -> "byte";
            case UINT8 -> "ubyte";
            case INT16 -> "short";
            case UINT16 -> "ushort";
            case INT32 -> "'i'";
            default -> "'I'";
        };
        return name + " format requires " + type.lowest() + " <= number <= " + type.highest();
    }
}
