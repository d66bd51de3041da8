package tidings.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// One line of the table of packets (`packets.txt`): bytes that one end may be sent in one version, and what they are.
/// The tests of the decoder and those of the broker read the same table.
///
/// @param to whose decoder it is for
/// @param version as the enum of the protocol spells it, such as `V3_1_1`
/// @param hex the bytes as they stand in the table
/// @param what what they are; see the table's head
/// @param statements numbers that the line shows, such as `MQTT-3.3.1-4` or, of 3.1.1, `MQTT-3.3.1-4 of 3.1.1`
public record RawPacket(To to, String version, String hex, String what, List<String> statements) {

    /// Who gets the bytes.
    public enum To {
        STRANGER,
        SERVER,
        CLIENT
    }

    private static final int MANY = 1_001;

    /// The whole table, one line for each version it is of.
    public static Stream<RawPacket> all() {
        return lines().filter(line -> !line.isBlank() && !line.startsWith("#")).flatMap(RawPacket::parse);
    }

    /// The bytes.
    public byte[] bytes() {
        if (hex.contains("{")) {
            return userProperties();
        }
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /// Whether it is refused.
    public boolean isRefused() {
        return what.startsWith("!");
    }

    /// Whether more bytes are awaited.
    public boolean isIncomplete() {
        return what.equals("...");
    }

    /// Whether it is a packet that an encoder writes in other bytes.
    public boolean isLongWinded() {
        return what.startsWith("~");
    }

    /// The packet as it prints, or the reason why it is none.
    public String outcome() {
        return isRefused() || isLongWinded() ? what.substring(2) : what;
    }

    @Override
    public String toString() {
        return "%s %s %s".formatted(to, version, hex);
    }

    private static Stream<RawPacket> parse(String line) {
        List<String> cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
        if (cells.size() < 4 || cells.size() > 5) {
            throw new IllegalArgumentException("Neither four cells nor five: " + line);
        }
        To to = To.valueOf(cells.get(0).toUpperCase(Locale.ROOT));
        List<String> statements = cells.size() == 4
                ? List.of()
                : Arrays.stream(cells.get(4).split(",", -1)).map(number -> "MQTT-" + number.strip()).toList();
        return versions(cells.get(1))
                .map(version -> new RawPacket(to, version, cells.get(2), cells.get(3), statements));
    }

    private static Stream<String> versions(String cell) {
        return switch (cell) {
            case "*" -> Stream.of("V3_1", "V3_1_1", "V5");
            case "3" -> Stream.of("V3_1", "V3_1_1");
            case "3.1" -> Stream.of("V3_1");
            case "3.1.1" -> Stream.of("V3_1_1");
            case "5" -> Stream.of("V5");
            default -> throw new IllegalArgumentException("No version: " + cell);
        };
    }

    /// A PUBLISH of MQTT 5 with more user properties than anybody needs.
    private static byte[] userProperties() {
        String properties = "2600000000".repeat(MANY);
        int size = MANY * 5;
        String length = "%02x%02x".formatted((size & 0x7F) | 0x80, size >> 7);
        int body = 3 + 2 + size;
        return HexFormat.of()
                .parseHex("30%02x%02x000161%s%s".formatted((body & 0x7F) | 0x80, body >> 7, length, properties));
    }

    private static Stream<String> lines() {
        try (InputStream in = RawPacket.class.getResourceAsStream("packets.txt")) {
            if (in == null) {
                throw new IllegalStateException("packets.txt is not there");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
