package tidings.driver;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tidings.mqtt.Bytes;

/// Byte strings as words of a line: what is no letter, digit or one of a few signs is `%XX`.
final class Words {

    private static final String PLAIN = "-._~/$+#:,*@";
    private static final String DIGITS = "0123456789ABCDEF";
    private static final int HEX = 16;

    private Words() {}

    static String encode(Bytes bytes) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < bytes.size(); i++) {
            int b = bytes.at(i);
            if (isPlain((char) b)) {
                word.append((char) b);
            } else {
                word.append('%').append(DIGITS.charAt(b >> 4)).append(DIGITS.charAt(b & 0xF));
            }
        }
        return word.toString();
    }

    static String encode(String text) {
        return encode(Bytes.utf8(text));
    }

    /// Half of a pair, in which a colon stands for itself no more.
    static String encodeHalf(String text) {
        return encode(text).replace(":", "%3A");
    }

    /// @throws IllegalArgumentException if a `%` is not followed by two digits
    static Bytes decode(String word) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c != '%') {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            } else {
                bytes.write(Integer.parseInt(word, i + 1, i + 3, HEX));
                i += 2;
            }
        }
        return Bytes.handOver(bytes.toByteArray());
    }

    /// A text.
    ///
    /// @throws IllegalArgumentException if the bytes are no UTF-8
    static String text(Bytes bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toArray())).toString();
        } catch (CharacterCodingException wrong) {
            throw new IllegalArgumentException("'" + encode(bytes) + "' is no UTF-8", wrong);
        }
    }

    /// A flag: `true` or `false`, or as it is on the wire.
    ///
    /// @throws IllegalArgumentException if it is anything else
    static boolean flag(String text) {
        return switch (text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException("A flag is true or false, not '" + text + "'");
        };
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || PLAIN.indexOf(c) >= 0;
    }
}
