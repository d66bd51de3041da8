package tidings.broker;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import tidings.mqtt.Bytes;

/// What a server keeps of a password for [ScramSha256] (RFC 5802, RFC 7677): enough to recognise it, not enough to log in
/// with it elsewhere.
///
/// As a text it is `SCRAM-SHA-256$ITERATIONS:SALT$STOREDKEY:SERVERKEY`, the last three in Base64, as PostgreSQL writes it.
///
/// @param iterations 4,096 at least
public record ScramCredential(int iterations, Bytes salt, Bytes storedKey, Bytes serverKey) {

    static final int LEAST_ITERATIONS = 4_096;
    static final int HASH_BYTES = 32;
    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final String PREFIX = "SCRAM-SHA-256$";

    public ScramCredential {
        if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
            throw new IllegalArgumentException("SCRAM has 4096 to 10000000 iterations, not " + iterations);
        }
        if (salt.isEmpty() || storedKey.size() != HASH_BYTES || serverKey.size() != HASH_BYTES) {
            throw new IllegalArgumentException("SCRAM-SHA-256 has a salt and two keys of 32 bytes");
        }
    }

    /// The credential of a password, with a new salt. Takes as long as the iterations are many.
    public static ScramCredential of(String password, int iterations) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return of(password, iterations, Bytes.handOver(salt));
    }

    static ScramCredential of(String password, int iterations, Bytes salt) {
        byte[] salted = salted(password, iterations, salt);
        Bytes serverKey = hmac(Bytes.handOver(salted), "Server Key");
        Bytes clientKey = hmac(Bytes.handOver(salted), "Client Key");
        return new ScramCredential(iterations, salt, hash(clientKey), serverKey);
    }

    /// The credential of a text.
    ///
    /// @throws IllegalArgumentException if it is none; does not repeat it
    public static ScramCredential parse(String text) {
        String[] parts = text.startsWith(PREFIX) ? text.substring(PREFIX.length()).split("[:$]", -1) : new String[0];
        if (parts.length != 4) {
            throw new IllegalArgumentException(
                    "A SCRAM credential is SCRAM-SHA-256$ITERATIONS:SALT$STOREDKEY:SERVERKEY");
        }
        try {
            return new ScramCredential(Integer.parseInt(parts[0]), decoded(parts[1]), decoded(parts[2]),
                    decoded(parts[3]));
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("The iterations of a SCRAM credential are a number", wrong);
        }
    }

    /// The text that [#parse] reads. Secret enough to keep it from strangers.
    public String format() {
        return PREFIX + iterations + ":" + encoded(salt) + "$" + encoded(storedKey) + ":" + encoded(serverKey);
    }

    /// Without the keys.
    @Override
    public String toString() {
        return "ScramCredential[" + iterations + " iterations]";
    }

    static Bytes hmac(Bytes key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.toArray(), "HmacSHA256"));
            return Bytes.handOver(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new AssertionError("every JDK has HmacSHA256", missing);
        }
    }

    static Bytes hash(Bytes bytes) {
        try {
            return Bytes.handOver(MessageDigest.getInstance("SHA-256").digest(bytes.toArray()));
        } catch (GeneralSecurityException missing) {
            throw new AssertionError("every JDK has SHA-256", missing);
        }
    }

    static String encoded(Bytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.toArray());
    }

    private static Bytes decoded(String base64) {
        return Bytes.handOver(Base64.getDecoder().decode(base64));
    }

    private static byte[] salted(String password, int iterations, Bytes salt) {
        char[] prepared = Normalizer.normalize(password, Normalizer.Form.NFKC).toCharArray();
        PBEKeySpec spec = new PBEKeySpec(prepared, salt.toArray(), iterations, HASH_BYTES * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException missing) {
            throw new AssertionError("every JDK has PBKDF2WithHmacSHA256", missing);
        } finally {
            spec.clearPassword();
        }
    }
}
