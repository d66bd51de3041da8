package tidings.device.rest;

import org.jspecify.annotations.Nullable;
import tidings.device.core.Proof;
import tidings.device.core.Refusal;
import tidings.device.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Credentials as the API writes them.
final class Proofs {

    private Proofs() {}

    /// What an object with `credentialsType`, `credentialsId` and `credentialsValue` says.
    ///
    /// @throws Refusal if it says nothing that can be used
    static Proof of(ObjectNode body) {
        String value = Answers.text(body, "credentialsValue");
        return switch (Answers.text(body, "credentialsType")) {
            case "ACCESS_TOKEN" -> Proof.token(required(Answers.text(body, "credentialsId")));
            case "MQTT_BASIC" -> basic(required(value));
            case "X509_CERTIFICATE" -> Proof.certificate(required(value));
            case null, default -> throw Refusal.badRequest("Device credentials type should be specified!");
        };
    }

    /// The value of basic credentials is JSON within a text.
    private static Proof basic(String value) {
        JsonNode parts;
        try {
            parts = Json.MAPPER.readTree(value);
        } catch (JacksonException e) {
            throw Refusal.badRequest("Invalid credentials body for simple mqtt credentials!");
        }
        return Proof.basic(Answers.text(parts, "clientId"), Answers.text(parts, "userName"),
                Answers.text(parts, "password"));
    }

    private static String required(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            throw Refusal.badRequest("Device credentials id or value should be specified!");
        }
        return text;
    }
}
