package tidings.broker;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import tidings.mqtt.Bytes;

/// A password that can be checked but not read: PBKDF2 with HMAC-SHA-512, in the text form of mosquitto's password file,
/// `$7$iterations$salt$hash`.
///
/// Passwords are texts in UTF-8. Slow on purpose: not for an event loop.
public final class PasswordHash {

    private static final int ITERATIONS = 210_000; // OWASP's advice for this function
    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 64;

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    /// The hash of a new password.
    ///
    /// @throws IllegalArgumentException if it is empty
    public static PasswordHash of(String password, SecureRandom random) {
        if (password.isEmpty()) {
            throw new IllegalArgumentException("A password has at least one character");
        }
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PasswordHash(ITERATIONS, salt, derive(password, salt, ITERATIONS, HASH_BYTES));
    }

    /// A hash from its text form.
    ///
    /// @throws IllegalArgumentException if it is none
    public static PasswordHash parse(String text) {
        String[] parts = text.split("\\$", -1);
        if (parts.length != 5 || !parts[1].equals("7")) {
            throw new IllegalArgumentException(
                    "a hash is $7$iterations$salt$hash; write it anew with mosquitto_passwd");
        }
        try {
            int iterations = Integer.parseInt(parts[2]);
            byte[] hash = Base64.getDecoder().decode(parts[4]);
            if (iterations < 1 || iterations > MOST_ITERATIONS || hash.length == 0) {
                throw new IllegalArgumentException("a hash has 1 to " + MOST_ITERATIONS + " iterations");
            }
            return new PasswordHash(iterations, Base64.getDecoder().decode(parts[3]), hash);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the iterations of a hash are a number", e);
        }
    }

    /// Whether this is the password, in a time that does not tell how nearly.
    public boolean matches(Bytes password) {
        if (password.isEmpty()) {
            return false; // nobody comes in with none, and the JDK takes no empty key
        }
        byte[] derived = derive(password.asUtf8(), salt, iterations, hash.length);
        return MessageDigest.isEqual(derived, hash);
    }

    /// The text form.
    public String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "$7$" + iterations + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    /// Nothing of it.
    @Override
    public String toString() {
        return "PasswordHash";
    }

    private static byte[] derive(String password, byte[] salt, int iterations, int bytes) {
        char[] characters = password.toCharArray();
        PBEKeySpec spec = new PBEKeySpec(characters, salt, iterations, bytes * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no PBKDF2WithHmacSHA512", e);
        } finally {
            spec.clearPassword();
            Arrays.fill(characters, '\0');
        }
    }
}
