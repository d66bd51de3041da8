package tidings.driver;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Bytes as text, in the making: `packet("30", text("a/b"), ascii("payload"))`.
final class Hex {

    private Hex() {}

    /// A packet: its first byte, its length, the rest.
    static String packet(String firstByte, String... parts) {
        String body = String.join("", parts).replace(" ", "");
        return firstByte + length(body.length() / 2) + body;
    }

    /// Properties behind their length.
    static String properties(String... parts) {
        String body = String.join("", parts).replace(" ", "");
        return length(body.length() / 2) + body;
    }

    /// A text behind its length.
    static String text(String text) {
        String bytes = ascii(text);
        return String.format("%04x", bytes.length() / 2) + bytes;
    }

    /// The bytes of a text.
    static String ascii(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static String length(int value) {
        StringBuilder hex = new StringBuilder();
        int rest = value;
        do {
            int next = rest & 0x7F;
            rest >>>= 7;
            hex.append(String.format("%02x", rest > 0 ? next | 0x80 : next));
        } while (rest > 0);
        return hex.toString();
    }
}
