package tidings.device.json;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import tidings.mqtt.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Understands what devices send (DEVICE_API 2.3, 3 and 4).
///
/// Strictly first; where that fails and lenience is on, once more as people type. Every method throws
/// [BadPayloadException] where a payload cannot be understood, and nothing else. Any thread may use it.
public final class PayloadParser {

    private final boolean lenient;
    private final boolean castTexts;
    private final int longestText;

    /// @param lenient whether unquoted names and the like are accepted
    /// @param castTexts whether texts that are written like numbers become numbers, and numbers that none of ours holds texts
    /// @param longestText how many characters a text may have that is reported
    public PayloadParser(boolean lenient, boolean castTexts, int longestText) {
        this.lenient = lenient;
        this.castTexts = castTexts;
        this.longestText = longestText;
    }

    /// Telemetry in any of its forms.
    ///
    /// @param now the time of what names none, in milliseconds since 1970
    public Readings telemetry(Bytes payload, long now) {
        return parse(payload.toArray(), reader -> {
            Readings readings = new Readings();
            reader.telemetry(readings, now);
            return readings;
        });
    }

    /// Attributes: one object.
    public Readings attributes(Bytes payload, long now) {
        return parse(payload.toArray(), reader -> {
            Readings readings = new Readings();
            reader.attributes(readings, now);
            return readings;
        });
    }

    /// Telemetry of the devices behind a gateway, by their names. Entries of the wrong kind are left out.
    public Map<String, Readings> gatewayTelemetry(Bytes payload, long now) {
        return parse(payload.toArray(), reader -> entries(reader, PayloadReader::entryIsTelemetry,
                readings -> reader.telemetry(readings, now)));
    }

    /// Attributes of the devices behind a gateway, by their names. Entries of the wrong kind are left out.
    public Map<String, Readings> gatewayAttributes(Bytes payload, long now) {
        return parse(payload.toArray(), reader -> entries(reader, PayloadReader::entryIsObject,
                readings -> reader.attributes(readings, now)));
    }

    /// Any JSON.
    public JsonNode tree(Bytes payload) {
        byte[] bytes = payload.toArray();
        try {
            return Json.MAPPER.readTree(bytes);
        } catch (JacksonException | NumberFormatException e) {
            if (!lenient) {
                throw bad(e);
            }
        }
        try {
            return Json.MAPPER.readTree(LenientJson.toStrict(bytes));
        } catch (JacksonException | NumberFormatException e) {
            throw bad(e);
        }
    }

    private static Map<String, Readings> entries(
            PayloadReader reader, Predicate<PayloadReader> wanted,
            Consumer<Readings> read) {
        Map<String, Readings> all = new LinkedHashMap<>();
        boolean[] some = {false};
        reader.entries(name -> {
            if (wanted.test(reader)) {
                some[0] = true;
                read.accept(all.computeIfAbsent(name, unused -> new Readings()));
            } else {
                reader.skip();
            }
        });
        if (!some[0]) {
            throw new BadPayloadException("No device has an entry that can be used");
        }
        return all;
    }

    private <T> T parse(byte[] bytes, Function<PayloadReader, T> read) {
        try {
            return whole(bytes, read);
        } catch (JacksonException | NumberFormatException e) {
            if (!lenient) {
                throw bad(e);
            }
        }
        try {
            return whole(LenientJson.toStrict(bytes), read);
        } catch (JacksonException | NumberFormatException e) {
            throw bad(e);
        }
    }

    private <T> T whole(byte[] bytes, Function<PayloadReader, T> read) {
        try (PayloadReader reader = new PayloadReader(bytes, castTexts, longestText)) {
            T result = read.apply(reader);
            reader.end();
            return result;
        }
    }

    /// A number with an exponent beyond all bounds is the one thing that Jackson does not name itself.
    private static BadPayloadException bad(RuntimeException failure) {
        if (!(failure instanceof JacksonException e) || e.getLocation() == null) {
            return new BadPayloadException("No JSON: " + failure.getMessage());
        }
        long place = Math.max(e.getLocation().getByteOffset(), e.getLocation().getCharOffset());
        return new BadPayloadException("No JSON at byte " + place + ": " + e.getOriginalMessage());
    }
}
