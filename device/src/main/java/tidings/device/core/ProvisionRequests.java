package tidings.device.core;

import org.jspecify.annotations.Nullable;
import tidings.device.json.BadPayloadException;
import tools.jackson.databind.JsonNode;

/// Requests to provision, as devices write them over MQTT and HTTP.
public final class ProvisionRequests {

    private ProvisionRequests() {}

    /// What a device says.
    ///
    /// @throws BadPayloadException if key or secret are missing, or its own credentials make no sense
    public static Provisioning.Request of(JsonNode body) {
        String key = text(body, "provisionDeviceKey");
        String secret = text(body, "provisionDeviceSecret");
        if (key == null || secret == null) {
            throw new BadPayloadException("'provisionDeviceKey' and 'provisionDeviceSecret' are missing");
        }
        return new Provisioning.Request(
                text(body, "deviceName"), key, secret, body.path("gateway").asBoolean(false), own(body));
    }

    private static @Nullable Proof own(JsonNode body) {
        return switch (text(body, "credentialsType")) {
            case null -> null;
            case "ACCESS_TOKEN" -> {
                String token = text(body, "token");
                yield token == null ? null : Proof.token(token);
            }
            case "MQTT_BASIC" -> Proof.basic(text(body, "clientId"), text(body, "username"), text(body, "password"));
            case "X509_CERTIFICATE" -> {
                String certificate = text(body, "hash");
                if (certificate == null) {
                    throw new BadPayloadException("'hash' is missing: the text of the certificate");
                }
                yield Proof.certificate(certificate);
            }
            case String other -> throw new BadPayloadException("There are no credentials of type " + other);
        };
    }

    private static @Nullable String text(JsonNode body, String name) {
        JsonNode member = body.path(name);
        return member.isString() && !member.asString().isEmpty() ? member.asString() : null;
    }
}
