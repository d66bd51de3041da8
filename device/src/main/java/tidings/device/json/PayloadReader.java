package tidings.device.json;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Walks through one payload, token by token, and adds what it finds to [Readings].
///
/// Whether an object is a reading with a time of its own can be decided only when both `ts` and `values` were seen, in
/// whichever order; a second parser looks ahead for them, where the bytes contain such a name at all.
///
/// Each method begins at the first token of what it reads and ends at the last. They throw [BadPayloadException], and
/// Jackson's exceptions where it is no JSON.
final class PayloadReader implements AutoCloseable {

    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] VALUES = "values".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_KEY = 255;

    private final byte[] bytes;
    private final boolean castTexts;
    private final int longestText;
    private final JsonParser parser;
    private final boolean mayHaveTimes;

    /// @param longestText how many characters a text may have
    PayloadReader(byte[] bytes, boolean castTexts, int longestText) {
        this.bytes = bytes;
        this.castTexts = castTexts;
        this.longestText = longestText;
        this.parser = JSON.createParser(ObjectReadContext.empty(), bytes);
        this.mayHaveTimes = mayNameValues(bytes);
        parser.nextToken();
    }

    void telemetry(Readings to, long now) {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                reading(to, now);
            }
        } else {
            reading(to, now);
        }
    }

    void attributes(Readings to, long now) {
        expectObject("Attributes are an object");
        members(to, now);
    }

    /// Calls for each member of an object; what is called reads the value.
    void entries(Consumer<String> entry) {
        expectObject("It is an object, with a name for each device");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            entry.accept(name);
        }
    }

    boolean entryIsObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    boolean entryIsTelemetry() {
        return parser.currentToken() == JsonToken.START_ARRAY || entryIsObject();
    }

    void skip() {
        parser.skipChildren();
    }

    /// @throws BadPayloadException if there is anything left
    void end() {
        if (parser.nextToken() != null) {
            throw new BadPayloadException("There is something behind the end of the JSON");
        }
    }

    @Override
    public void close() {
        parser.close();
    }

    private void reading(Readings to, long now) {
        expectObject("Telemetry is an object, or an array of objects");
        String time = mayHaveTimes ? timeAhead() : null;
        if (time == null) {
            members(to, now);
        } else {
            timed(to, Numbers.time(time));
        }
    }

    /// `{"ts":1451649600512,"values":{...}}`, and other members, which nobody asked for.
    private void timed(Readings to, long time) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean values = parser.currentName().equals("values");
            parser.nextToken();
            if (values) {
                expectObject("'values' is an object");
                members(to, time);
            } else {
                parser.skipChildren();
            }
        }
    }

    /// What `ts` says in the object that begins here, if it has `values` too; else null.
    private @Nullable String timeAhead() {
        int offset = (int) parser.currentTokenLocation().getByteOffset();
        try (JsonParser ahead = JSON.createParser(ObjectReadContext.empty(), bytes, offset, bytes.length - offset)) {
            ahead.nextToken();
            String time = null;
            boolean values = false;
            while (ahead.nextToken() != JsonToken.END_OBJECT) {
                String name = ahead.currentName();
                JsonToken token = ahead.nextToken();
                if (name.equals("ts")) {
                    time = token.isScalarValue() ? ahead.getString() : "";
                } else {
                    values |= name.equals("values");
                }
                ahead.skipChildren();
            }
            return values ? time : null;
        }
    }

    private void members(Readings to, long time) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            if (key.length() > LONGEST_KEY) {
                throw new BadPayloadException("A key has at most " + LONGEST_KEY + " characters, not " + key.length());
            }
            member(to, key, time, parser.nextToken());
        }
    }

    private void member(Readings to, String key, long time, JsonToken token) {
        switch (token) {
            case VALUE_TRUE -> to.bool(key, time, true);
            case VALUE_FALSE -> to.bool(key, time, false);
            case VALUE_NULL -> {} // says nothing: it neither deletes nor overwrites
            case VALUE_NUMBER_INT -> {
                if (parser.getNumberType() == NumberType.BIG_INTEGER) {
                    Numbers.add(to, key, time, parser.getString(), castTexts);
                } else {
                    to.whole(key, time, parser.getLongValue());
                }
            }
            case VALUE_NUMBER_FLOAT -> Numbers.add(to, key, time, parser.getString(), castTexts);
            case VALUE_STRING -> {
                String text = parser.getString();
                if (text.length() > longestText) {
                    throw new BadPayloadException("A text has at most " + longestText + " characters");
                }
                if (castTexts) {
                    Numbers.addCast(to, key, time, text);
                } else {
                    to.text(key, time, text);
                }
            }
            default -> to.json(key, time, structure());
        }
    }

    /// The object or array that begins here, without spaces, its numbers with all their digits.
    private String structure() {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            out.copyCurrentStructureExact(parser);
        }
        return text.toString();
    }

    private void expectObject(String rule) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new BadPayloadException(rule);
        }
    }

    /// Whether the name `values` may occur: as it is, or behind an escape.
    private static boolean mayNameValues(byte[] bytes) {
        int last = bytes.length - VALUES.length;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '\\') {
                return true;
            }
            if (b == 'v' && i <= last && Arrays.equals(bytes, i, i + VALUES.length, VALUES, 0, VALUES.length)) {
                return true;
            }
        }
        return false;
    }
}
