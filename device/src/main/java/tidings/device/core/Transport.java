package tidings.device.core;

import org.jspecify.annotations.Nullable;
import tidings.device.json.Json;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;
import tools.jackson.databind.JsonNode;

/// What a profile says of how its devices speak MQTT (SERVER_API 4). The usual topics are understood as well.
///
/// @param telemetry what its devices may report to, or null
/// @param attributes what its devices may publish attributes to, or null
/// @param updates what its devices may subscribe to for updates of shared attributes, or null
/// @param acknowledgesBadPayloads whether a device of MQTT 3 may stay that sends what cannot be understood
public record Transport(
        @Nullable TopicFilter telemetry,
        @Nullable TopicFilter attributes,
        @Nullable String updates,
        boolean acknowledgesBadPayloads) {

    /// What most profiles say: nothing.
    public static final Transport USUAL = new Transport(null, null, null, false);

    /// Reads it from the description of a profile.
    ///
    /// @throws Refusal if a topic is none, or the payloads are to be others than JSON
    public static Transport of(String description) {
        if (!description.contains("transportConfiguration")) {
            return USUAL;
        }
        JsonNode said = Json.MAPPER.readTree(description).path("profileData").path("transportConfiguration");
        if (!said.path("type").asString("").equals("MQTT")) {
            return USUAL;
        }
        String payloads = said.path("transportPayloadTypeConfiguration").path("transportPayloadType").asString("JSON");
        if (!payloads.equals("JSON")) {
            throw Refusal.badRequest("Payloads are JSON here, not " + payloads + "; set transportPayloadType to JSON");
        }
        String updates = said.path("deviceAttributesSubscribeTopic").asString("");
        return new Transport(
                filter(said.path("deviceTelemetryTopic").asString("")),
                filter(said.path("deviceAttributesTopic").asString("")), updates.isEmpty() ? null : updates,
                said.path("sendAckOnValidationException").asBoolean(false));
    }

    public boolean isTelemetry(TopicName topic) {
        return telemetry != null && telemetry.matches(topic);
    }

    public boolean isAttributes(TopicName topic) {
        return attributes != null && attributes.matches(topic);
    }

    private static @Nullable TopicFilter filter(String text) {
        try {
            return text.isEmpty() ? null : TopicFilter.of(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }
}
