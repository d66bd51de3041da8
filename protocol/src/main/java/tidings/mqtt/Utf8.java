package tidings.mqtt;

/// What may stand in a text of MQTT (MQTT 5.0, 1.5.4): up to 65,535 bytes of UTF-8, no NUL, no lone surrogate.
public final class Utf8 {

    private static final int MAX_BYTES = 0xFFFF;

    private Utf8() {}

    /// Checks a text.
    ///
    /// @param what whose text it is, for the message
    /// @return how many bytes it takes, 0 to 65,535
    /// @throws IllegalArgumentException if it cannot be written
    public static int check(String text, String what) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new IllegalArgumentException(what + " holds a NUL at " + i);
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                bytes += 4;
            } else if (Character.isSurrogate(c)) {
                throw new IllegalArgumentException(what + " holds half a character (a lone surrogate) at " + i);
            } else {
                bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(what + " has at most " + MAX_BYTES + " bytes of UTF-8, not " + bytes);
        }
        return (int) bytes;
    }
}
