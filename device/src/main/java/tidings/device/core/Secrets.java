package tidings.device.core;

import java.security.SecureRandom;
import java.util.UUID;

/// Makes what nobody can guess.
public final class Secrets {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int TOKEN_LENGTH = 20;

    private final SecureRandom random;

    public Secrets(SecureRandom random) {
        this.random = random;
    }

    public SecureRandom random() {
        return random;
    }

    public UUID uuid() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        long high = 0;
        long low = 0;
        for (int i = 0; i < 8; i++) {
            high = high << 8 | (bytes[i] & 0xFF);
            low = low << 8 | (bytes[i + 8] & 0xFF);
        }
        return new UUID((high & ~0xF000L) | 0x4000L, (low & ~(0xC0L << 56)) | (0x80L << 56)); // version 4
    }

    /// An access token, or a name that nobody chose: 20 letters and digits.
    public String token() {
        return letters(TOKEN_LENGTH);
    }

    public String letters(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
