package tidings.tinkerforge.daemon;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tidings.mqtt.Bytes;
import tidings.tinkerforge.tfp.Packet;

/// Proves to a daemon that the secret is known, without saying it: HMAC-SHA1 over a number of each side.
public final class Authentication implements Turn.Task {

    /// Bytes of a nonce.
    public static final int NONCE = 4;

    private static final String ALGORITHM = "HmacSHA1";

    private final String secret;
    private final RandomGenerator random;
    private final Consumer<Boolean> then;

    /// @param then is told whether the daemon is content
    Authentication(String secret, RandomGenerator random, Consumer<Boolean> then) {
        this.secret = secret;
        this.random = random;
        this.then = then;
    }

    @Override
    public void run(Turn turn) {
        if (!StandardCharsets.US_ASCII.newEncoder().canEncode(secret)) {
            end(turn, false);
            return;
        }
        turn.call(Packet.GET_AUTHENTICATION_NONCE, Bytes.EMPTY, true, outcome -> {
            if (outcome instanceof Outcome.Answer answer && answer.payload().size() == NONCE) {
                prove(turn, answer.payload().toArray());
            } else {
                end(turn, false);
            }
        });
    }

    private void prove(Turn turn, byte[] serverNonce) {
        byte[] clientNonce = new byte[NONCE];
        random.nextBytes(clientNonce);
        byte[] digest = digest(secret, serverNonce, clientNonce);
        byte[] payload = new byte[NONCE + digest.length];
        System.arraycopy(clientNonce, 0, payload, 0, NONCE);
        System.arraycopy(digest, 0, payload, NONCE, digest.length);
        turn.call(Packet.AUTHENTICATE, Bytes.handOver(payload), true,
                outcome -> end(turn, outcome instanceof Outcome.Answer));
    }

    private void end(Turn turn, boolean success) {
        turn.end();
        then.accept(success);
    }

    /// What proves the knowledge of a secret.
    public static byte[] digest(String secret, byte[] serverNonce, byte[] clientNonce) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), ALGORITHM));
            mac.update(serverNonce);
            return mac.doFinal(clientNonce);
        } catch (GeneralSecurityException impossible) { // every Java has it
            throw new IllegalStateException(impossible);
        }
    }
}
