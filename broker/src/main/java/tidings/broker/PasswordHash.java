package tidings.broker;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import tidings.mqtt.Bytes;

/// A password that can be checked but not read, in the text forms of mosquitto's password file:
///
/// - `$7$iterations$salt$hash`: PBKDF2 with HMAC-SHA-512, which is what we make;
/// - `$6$salt$hash`: SHA-512 once, of old files. Whoever gets hold of the file tries billions of passwords a second.
///
/// Passwords are texts in UTF-8. Slow on purpose: not for an event loop.
public final class PasswordHash {

    private static final int ITERATIONS = 210_000; // OWASP's advice for this function
    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 64;
    private static final int ONCE = 0;

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
        return of(password, random, ITERATIONS);
    }

    /// The hash of a new password.
    ///
    /// @param iterations the more of them, the longer takes a try, for the broker as for a thief
    /// @throws IllegalArgumentException if it is empty, or there are less than one or far too many iterations
    public static PasswordHash of(String password, SecureRandom random, int iterations) {
        if (password.isEmpty()) {
            throw new IllegalArgumentException("A password has at least one character");
        }
        requireIterations(iterations);
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PasswordHash(iterations, salt, derive(password, salt, iterations, HASH_BYTES));
    }

    /// A hash from its text form.
    ///
    /// @throws IllegalArgumentException if it is none
    public static PasswordHash parse(String text) {
        String[] parts = text.split("\\$", -1);
        boolean strong = parts.length == 5 && parts[1].equals("7");
        if (!strong && !(parts.length == 4 && parts[1].equals("6"))) {
            throw new IllegalArgumentException(
                    "a hash is $7$iterations$salt$hash; write it anew with 'tidings passwd' or mosquitto_passwd");
        }
        try {
            int iterations = strong ? requireIterations(Integer.parseInt(parts[2])) : ONCE;
            byte[] salt = Base64.getDecoder().decode(parts[parts.length - 2]);
            byte[] hash = Base64.getDecoder().decode(parts[parts.length - 1]);
            if (hash.length == 0 || (!strong && hash.length != HASH_BYTES)) {
                throw new IllegalArgumentException("the hash breaks off");
            }
            return new PasswordHash(iterations, salt, hash);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the iterations of a hash are a number", e);
        }
    }

    /// Whether this is the password, in a time that does not tell how nearly.
    public boolean matches(Bytes password) {
        if (password.isEmpty()) {
            return false; // nobody comes in with none, and the JDK takes no empty key
        }
        byte[] derived = iterations == ONCE
                ? digest(password.asUtf8(), salt)
                : derive(password.asUtf8(), salt, iterations, hash.length);
        return MessageDigest.isEqual(derived, hash);
    }

    /// The text form.
    public String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        String how = iterations == ONCE ? "$6$" : "$7$" + iterations + "$";
        return how + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    /// Whether a thief of the file had it too easy.
    public boolean isWeak() {
        return iterations == ONCE;
    }

    /// Nothing of it.
    @Override
    public String toString() {
        return "PasswordHash";
    }

    private static int requireIterations(int iterations) {
        if (iterations < 1 || iterations > MOST_ITERATIONS) {
            throw new IllegalArgumentException("a hash has 1 to " + MOST_ITERATIONS + " iterations");
        }
        return iterations;
    }

    private static byte[] digest(String password, byte[] salt) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            digest.update(password.getBytes(StandardCharsets.UTF_8));
            return digest.digest(salt);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no SHA-512", e);
        }
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
