package tidings.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tidings.client.Received;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Property;

/// How a message is printed: mosquitto_sub's language of `-F`.
///
/// ```
/// %t topic   %p payload   %x %X in hexadecimal   %l its length   %q QoS   %r retain   %m packet id
/// %j %J as JSON   %I ISO 8601   %U seconds since 1970   %A %C %D %E %F %P %R %S properties   %% %
/// %[-0][width][.precision]t        @Y @m ... as strftime, @N nanoseconds        \n \t \e ...
/// ```
final class MessageFormat {

    /// One piece of the output.
    @FunctionalInterface
    private interface Part {
        void print(Received message, ZonedDateTime time, OutputStream out) throws IOException;
    }

    private final List<Part> parts;

    private MessageFormat(List<Part> parts) {
        this.parts = parts;
    }

    /// A format of its text.
    ///
    /// @throws CommandException if it is none
    static MessageFormat parse(String text) {
        return new MessageFormat(new Parser(text).parts());
    }

    /// Prints a message that arrived at a time.
    void print(Received message, ZonedDateTime time, OutputStream out) throws IOException {
        for (Part part : parts) {
            part.print(message, time, out);
        }
    }

    private static final class Parser {

        private final String text;
        private final List<Part> parts = new ArrayList<>();
        private final StringBuilder literal = new StringBuilder();
        private int at;

        Parser(String text) {
            this.text = text;
        }

        List<Part> parts() {
            while (at < text.length()) {
                char c = text.charAt(at++);
                switch (c) {
                    case '%' -> field();
                    case '@' -> time();
                    case '\\' -> literal.append(escape());
                    default -> literal.append(c);
                }
            }
            endLiteral();
            return List.copyOf(parts);
        }

        private char next() {
            if (at == text.length()) {
                throw new CommandException(ExitStatus.FAILED, "Incomplete format specifier at the end of -F.");
            }
            return text.charAt(at++);
        }

        private void endLiteral() {
            if (!literal.isEmpty()) {
                byte[] bytes = literal.toString().getBytes(StandardCharsets.UTF_8);
                parts.add((message, time, out) -> out.write(bytes));
                literal.setLength(0);
            }
        }

        private char escape() {
            char c = next();
            return switch (c) {
                case '\\' -> '\\';
                case '0' -> '\0';
                case 'a' -> '\u0007';
                case 'e' -> '\u001B';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'v' -> '\u000B';
                default -> throw new CommandException(
                        ExitStatus.FAILED, "Invalid escape specifier '" + c + "' in -F.");
            };
        }

        private void time() {
            char c = next();
            if (c == '@') {
                literal.append('@');
                return;
            }
            endLiteral();
            Strftime conversion = Strftime.of(c);
            parts.add((message, time, out) -> out.write(
                    conversion.text(time).getBytes(StandardCharsets.UTF_8)));
        }

        private void field() {
            char c = next();
            if (c == '%') {
                literal.append('%');
                return;
            }
            endLiteral();
            at--;
            Padding padding = padding();
            Part field = field(next());
            parts.add(padding.isNone() ? field : (message, time, out) -> {
                ByteArrayOutputStream plain = new ByteArrayOutputStream();
                field.print(message, time, plain);
                out.write(padding.apply(plain.toByteArray()));
            });
        }

        private Padding padding() {
            boolean left = false;
            boolean zero = false;
            for (char c = next();; c = next()) {
                if (c == '-') {
                    left = true;
                } else if (c == '0') {
                    zero = true;
                } else {
                    at--;
                    break;
                }
            }
            int width = number();
            int precision = Integer.MAX_VALUE;
            if (at < text.length() && text.charAt(at) == '.') {
                at++;
                precision = number();
            }
            return new Padding(width, precision, left, zero);
        }

        private int number() {
            int from = at;
            while (at < text.length() && Character.isDigit(text.charAt(at)) && at - from < 5) {
                at++;
            }
            return at == from ? 0 : Integer.parseInt(text.substring(from, at));
        }

        private static Part field(char c) {
            return switch (c) {
                case 't' -> words((message, time) -> message.topic());
                case 'p' -> (message, time, out) -> out.write(message.payload().toArray());
                case 'x' -> words((message, time) -> JsonMessage.hex(message.payload()));
                case 'X' -> words((message, time) -> JsonMessage.hex(message.payload()).toUpperCase(Locale.ROOT));
                case 'l' -> words((message, time) -> message.payload().size());
                case 'q' -> words((message, time) -> message.message().qos().level());
                case 'r' -> words((message, time) -> message.message().retain() ? 1 : 0);
                case 'm' -> words((message, time) -> message.packetId());
                case 'j' -> words((message, time) -> JsonMessage.text(message, time, false));
                case 'J' -> words((message, time) -> JsonMessage.text(message, time, true));
                case 'I' -> words((message, time) -> Strftime.ISO.format(time));
                case 'U' -> words((message, time) -> "%d.%09d".formatted(time.toEpochSecond(), time.getNano()));
                case 'A' -> property(Property.TOPIC_ALIAS);
                case 'C' -> property(Property.CONTENT_TYPE);
                case 'D' -> property(Property.CORRELATION_DATA);
                case 'E' -> property(Property.MESSAGE_EXPIRY_INTERVAL);
                case 'F' -> property(Property.PAYLOAD_FORMAT_INDICATOR);
                case 'R' -> property(Property.RESPONSE_TOPIC);
                case 'S' -> property(Property.SUBSCRIPTION_IDENTIFIER);
                case 'P' -> words((message, time) -> userProperties(message.message()));
                default -> throw new CommandException(ExitStatus.FAILED, "Invalid format specifier '" + c + "' in -F.");
            };
        }

        @FunctionalInterface
        private interface Words {
            Object of(Received message, ZonedDateTime time);
        }

        private static Part words(Words words) {
            return (message, time, out) -> out.write(
                    words.of(message, time).toString().getBytes(StandardCharsets.UTF_8));
        }

        private static Part property(Property<?> property) {
            return (message, time, out) -> {
                Object value = message.message().properties().get(property);
                if (value instanceof Bytes bytes) {
                    out.write(bytes.toArray());
                } else if (value != null) {
                    out.write(value.toString().getBytes(StandardCharsets.UTF_8));
                }
            };
        }

        private static String userProperties(Message message) {
            return String.join(" ", message.properties()
                    .all(Property.USER_PROPERTY)
                    .stream()
                    .map(pair -> pair.name() + ":" + pair.value())
                    .toList());
        }
    }

    /// @param width bytes at least
    /// @param precision bytes at most
    /// @param left whether what is too short is filled on its right
    private record Padding(int width, int precision, boolean left, boolean zero) {

        boolean isNone() {
            return width == 0 && precision == Integer.MAX_VALUE;
        }

        byte[] apply(byte[] value) {
            int length = Math.min(value.length, precision);
            int missing = Math.max(0, width - length);
            byte[] padded = new byte[length + missing];
            Arrays.fill(padded, (byte) (zero && !left ? '0' : ' '));
            System.arraycopy(value, 0, padded, left ? 0 : missing, length);
            return padded;
        }
    }
}
