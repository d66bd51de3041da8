package tidings.tinkerforge.json;

/// Bytes as UTF-8, and what is wrong where they are not.
public final class Utf8Text {

    private Utf8Text() {}

    /// Bytes are not UTF-8. The message says why, and where.
    public static final class NotUtf8Exception extends RuntimeException {

        private static final long serialVersionUID = 1;

        NotUtf8Exception(String message) {
            super(message, null, false, false);
        }
    }

    /// Decodes bytes strictly.
    ///
    /// @throws NotUtf8Exception if they are no UTF-8
    public static String decode(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        int at = 0;
        while (at < bytes.length) {
            int lead = bytes[at] & 0xFF;
            int length = length(lead);
            if (length == 0) {
                throw new NotUtf8Exception(where(bytes, at, at) + ": invalid start byte");
            }
            int code = length == 1 ? lead : lead & (0x7F >> length);
            for (int i = 1; i < length; i++) {
                if (at + i >= bytes.length) {
                    throw new NotUtf8Exception(where(bytes, at, bytes.length - 1) + ": unexpected end of data");
                }
                int next = bytes[at + i] & 0xFF;
                if ((next & 0xC0) != 0x80 || (i == 1 && !isSecond(lead, next))) {
                    throw new NotUtf8Exception(where(bytes, at, at + i - 1) + ": invalid continuation byte");
                }
                code = (code << 6) | (next & 0x3F);
            }
            text.appendCodePoint(code);
            at += length;
        }
        return text.toString();
    }

    private static int length(int lead) {
        if (lead < 0x80) {
            return 1;
        }
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }

    /// Neither too long a form, nor half of a surrogate pair, nor beyond U+10FFFF.
    private static boolean isSecond(int lead, int second) {
        return switch (lead) {
            case 0xE0 -> second >= 0xA0;
            case 0xED -> second < 0xA0;
            case 0xF0 -> second >= 0x90;
            case 0xF4 -> second < 0x90;
            default -> true;
        };
    }

    private static String where(byte[] bytes, int first, int last) {
        String where = first == last
                ? "byte 0x%02x in position %d".formatted(bytes[first] & 0xFF, first)
                : "bytes in position %d-%d".formatted(first, last);
        return "'utf-8' codec can't decode " + where;
    }
}
