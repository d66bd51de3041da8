package tidings.device.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tidings.device.json.Json;
import tidings.device.store.Credentials;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A way to prove who one is, as yet nobody's.
///
/// @param credentialsId what it is looked up by
/// @param value what is compared, or null for a token
public record Proof(Credentials.Type type, String credentialsId, @Nullable String value) {

    public static Proof token(String token) {
        return new Proof(Credentials.Type.ACCESS_TOKEN, token, null);
    }

    /// A client id, a user name and a password, of which some are not looked at.
    ///
    /// @throws Refusal if too little is said (DEVICE_API 1.3)
    public static Proof basic(@Nullable String clientId, @Nullable String userName, @Nullable String password) {
        String id = emptyToNull(clientId);
        String name = emptyToNull(userName);
        if (id == null && name == null) {
            throw Refusal.badRequest("Both mqtt client id and user name are empty!");
        }
        if (name == null && password != null) {
            throw Refusal.badRequest("Password cannot be specified without user name");
        }
        ObjectNode value = Json.object().put("clientId", id).put("userName", name).put("password", password);
        return new Proof(Credentials.Type.MQTT_BASIC, basicId(id, name), Json.text(value));
    }

    /// A certificate, in PEM or as Base64 alone.
    public static Proof certificate(String certificate) {
        return new Proof(Credentials.Type.X509_CERTIFICATE, sha3(bare(certificate)), certificate);
    }

    /// What credentials with a client id, a user name, or both are looked up by.
    public static String basicId(@Nullable String clientId, @Nullable String userName) {
        if (clientId == null) {
            return userName == null ? "" : userName;
        }
        return sha3(userName == null ? clientId : clientId + "|" + userName);
    }

    /// Whether what a client gives fulfils basic credentials.
    public static boolean fulfils(
            Credentials basic, String clientId, @Nullable String userName, byte @Nullable [] password) {
        JsonNode value = Json.MAPPER.readTree(basic.value() == null ? "{}" : basic.value());
        return equal(value.path("clientId"), clientId.getBytes(StandardCharsets.UTF_8))
                && equal(value.path("userName"), userName == null ? null : userName.getBytes(StandardCharsets.UTF_8))
                && equal(value.path("password"), password);
    }

    /// Without the secrets.
    @Override
    public String toString() {
        return "Proof[" + type + "]";
    }

    /// What is not said is not looked at.
    private static boolean equal(JsonNode wanted, byte @Nullable [] given) {
        if (!wanted.isString()) {
            return true;
        }
        return given != null && MessageDigest.isEqual(wanted.asString().getBytes(StandardCharsets.UTF_8), given);
    }

    /// The Base64 of a certificate, without header, footer and line breaks.
    static String bare(String certificate) {
        return certificate.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    }

    private static String sha3(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA3-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java has SHA3-256", e);
        }
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
