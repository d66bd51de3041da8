package tidings.tinkerforge.tfp;

import java.math.BigInteger;

/// Which device. Written in base 58, of which several spellings name the same device: leading ones are zeros.
///
/// @param number 32 bits; 0 means all devices, 1 the daemon itself
public record Uid(int number) {

    public static final Uid ALL = new Uid(0);
    public static final Uid DAEMON = new Uid(1);

    private static final String DIGITS = "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());
    private static final int LONGEST = 1_000;

    /// A text is no UID.
    public static final class InvalidUidException extends IllegalArgumentException {

        private static final long serialVersionUID = 1;

        private final boolean invalidCharacter;

        InvalidUidException(String message, boolean invalidCharacter) {
            super(message);
            this.invalidCharacter = invalidCharacter;
        }

        /// Whether it is not even a number in base 58.
        public boolean isInvalidCharacter() {
            return invalidCharacter;
        }
    }

    /// Reads a UID. Those of old devices have 64 bits, of which 32 are in packets.
    ///
    /// @throws InvalidUidException if it is none, or that of all devices
    public static Uid parse(String text) {
        BigInteger value = BigInteger.ZERO;
        for (int i = 0; i < text.length(); i++) {
            int digit = DIGITS.indexOf(text.charAt(i));
            if (digit < 0) {
                throw new InvalidUidException("UID \"" + text + "\" contains invalid character", true);
            }
            if (i < LONGEST) { // it is too big anyway, long before
                value = value.multiply(BASE).add(BigInteger.valueOf(digit));
            }
        }
        if (value.bitLength() > Long.SIZE) {
            throw new InvalidUidException("UID \"" + text + "\" is too big", false);
        }
        Uid uid = value.bitLength() > Integer.SIZE ? folded(value.longValue()) : new Uid(value.intValue());
        if (uid.equals(ALL)) {
            throw new InvalidUidException("UID \"" + text + "\" is empty or maps to zero", false);
        }
        return uid;
    }

    private static Uid folded(long value) {
        int low = (int) value;
        int high = (int) (value >>> Integer.SIZE);
        return new Uid((low & 0x0000_0FFF)
                | ((low & 0x0F00_0000) >>> 12)
                | ((high & 0x0000_003F) << 16)
                | ((high & 0x000F_0000) << 6)
                | ((high & 0x3F00_0000) << 2));
    }

    /// In base 58.
    @Override
    public String toString() {
        StringBuilder reversed = new StringBuilder();
        for (long rest = Integer.toUnsignedLong(number); rest > 0; rest /= DIGITS.length()) {
            reversed.append(DIGITS.charAt((int) (rest % DIGITS.length())));
        }
        return reversed.isEmpty() ? "1" : reversed.reverse().toString();
    }
}
