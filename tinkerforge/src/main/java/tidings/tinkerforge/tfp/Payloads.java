package tidings.tinkerforge.tfp;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import tidings.mqtt.Bytes;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Type;

/// Values to the payload of a packet, and back. Which Java types the values have is said at [Type].
public final class Payloads {

    private Payloads() {}

    /// A payload is not as long as its elements are.
    public static final class WrongLengthException extends RuntimeException {

        private static final long serialVersionUID = 1;

        WrongLengthException(int length, int expected) {
            super("A payload of " + expected + " bytes was expected, but it has " + length, null, false, false);
        }
    }

    /// Reads the values of all elements.
    ///
    /// @throws WrongLengthException if the payload is shorter or longer
    public static List<Object> read(List<Element> elements, Bytes payload) {
        int expected = Element.bytes(elements);
        if (payload.size() != expected) {
            throw new WrongLengthException(payload.size(), expected);
        }
        List<Object> values = new ArrayList<>(elements.size());
        int at = 0;
        for (Element element : elements) {
            values.add(element.isArray() ? list(element, payload, at) : item(element, payload, at));
            at += element.bytes();
        }
        return values;
    }

    private static List<Object> list(Element element, Bytes payload, int at) {
        int length = element.length();
        List<Object> items = new ArrayList<>(length);
        if (element.type() == Type.BOOL) {
            for (int i = 0; i < length; i++) {
                items.add(((payload.at(at + i / Byte.SIZE) >> (i % Byte.SIZE)) & 1) != 0);
            }
            return items;
        }
        int step = element.type().bytes() * element.chars();
        for (int i = 0; i < length; i++) {
            items.add(item(element, payload, at + i * step));
        }
        return items;
    }

    private static Object item(Element element, Bytes payload, int at) {
        Type type = element.type();
        return switch (type) {
            case FLOAT -> Float.intBitsToFloat((int) bits(payload, at, type.bytes()));
            case BOOL -> payload.at(at) != 0;
            case CHAR -> (char) payload.at(at);
            case STRING -> text(payload, at, element.chars());
            default -> integer(type, bits(payload, at, type.bytes()));
        };
    }

    private static long bits(Bytes payload, int at, int bytes) {
        long bits = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            bits = (bits << Byte.SIZE) | payload.at(at + i);
        }
        return bits;
    }

    private static Object integer(Type type, long bits) {
        if (type == Type.UINT64) {
            return bits >= 0 ? (Object) bits : new BigInteger(Long.toUnsignedString(bits));
        }
        int unused = Long.SIZE - type.bytes() * Byte.SIZE;
        return type.isSigned() ? (bits << unused) >> unused : bits;
    }

    private static String text(Bytes payload, int at, int width) {
        StringBuilder text = new StringBuilder(width);
        for (int i = 0; i < width && payload.at(at + i) != 0; i++) {
            text.append((char) payload.at(at + i));
        }
        return text.toString();
    }

    /// Writes values, one for each element.
    ///
    /// @throws OutOfRangeException if a number does not fit its type
    public static Bytes write(List<Element> elements, List<?> values) {
        byte[] payload = new byte[Element.bytes(elements)];
        int at = 0;
        for (int i = 0; i < elements.size(); i++) {
            Element element = elements.get(i);
            if (element.isArray()) {
                writeList(payload, at, element, (List<?>) values.get(i));
            } else {
                writeItem(payload, at, element, values.get(i));
            }
            at += element.bytes();
        }
        return Bytes.handOver(payload);
    }

    private static void writeList(byte[] payload, int at, Element element, List<?> items) {
        int step = element.type().bytes() * element.chars();
        for (int i = 0; i < element.length(); i++) {
            if (element.type() != Type.BOOL) {
                writeItem(payload, at + i * step, element, items.get(i));
            } else if ((Boolean) items.get(i)) {
                payload[at + i / Byte.SIZE] |= (byte) (1 << (i % Byte.SIZE));
            }
        }
    }

    private static void writeItem(byte[] payload, int at, Element element, Object value) {
        Type type = element.type();
        switch (type) {
            case FLOAT -> writeBits(payload, at, type.bytes(), Float.floatToRawIntBits(NumberRange.single(value)));
            case BOOL -> payload[at] = (byte) ((Boolean) value ? 1 : 0);
            case CHAR -> payload[at] = (byte) ((Character) value).charValue();
            case STRING -> writeText(payload, at, element.chars(), (String) value);
            default -> writeBits(payload, at, type.bytes(), NumberRange.check(type, (Number) value));
        }
    }

    private static void writeBits(byte[] payload, int at, int bytes, long bits) {
        for (int i = 0; i < bytes; i++) {
            payload[at + i] = (byte) (bits >>> (i * Byte.SIZE));
        }
    }

    private static void writeText(byte[] payload, int at, int width, String text) {
        for (int i = 0; i < Math.min(width, text.length()); i++) {
            payload[at + i] = (byte) text.charAt(i);
        }
    }
}
