package tidings.broker;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.broker.spi.EnhancedAuthenticator;
import tidings.broker.spi.Login;
import tidings.mqtt.Bytes;
import tidings.mqtt.ReasonCode;

/// SCRAM-SHA-256 (RFC 5802, RFC 7677) as an enhanced authentication: client and broker prove to each other that they know
/// the password, and neither says it.
///
/// ```
/// CONNECT  n,,n=USER,r=CLIENTNONCE
/// AUTH     r=CLIENTNONCE+SERVERNONCE,s=SALT,i=ITERATIONS
/// AUTH     c=biws,r=CLIENTNONCE+SERVERNONCE,p=PROOF
/// CONNACK  v=SIGNATURE
/// ```
///
/// A name that nobody has gets a salt as well, always the same, so that a stranger cannot tell it from one that somebody
/// has. Channels are not bound.
public final class ScramSha256 implements EnhancedAuthenticator {

    private static final int NONCE_BYTES = 18;
    private static final Verdict WRONG =
            new Verdict.Refused(ReasonCode.NOT_AUTHORIZED, "unknown user name or wrong password (SCRAM)");
    private static final Verdict NONSENSE =
            new Verdict.Refused(ReasonCode.NOT_AUTHORIZED, "a message that is none of SCRAM");

    private final Function<? super String, @Nullable ScramCredential> users;
    private final SecureRandom random = new SecureRandom();
    private final Bytes secret;

    /// @param users gives the credential of a user name, or null; is called on event loops and must not block
    public ScramSha256(Function<? super String, @Nullable ScramCredential> users) {
        this.users = users;
        byte[] bytes = new byte[ScramCredential.HASH_BYTES];
        random.nextBytes(bytes);
        this.secret = Bytes.handOver(bytes);
    }

    @Override
    public String method() {
        return "SCRAM-SHA-256";
    }

    @Override
    public Exchange begin(Login login) {
        return new Conversation();
    }

    private final class Conversation implements Exchange {
        private String userName = "";
        private String gs2Header = "";
        private String nonce = "";
        private String said = "";
        private @Nullable ScramCredential known;
        private @Nullable ScramCredential shown;

        @Override
        public CompletionStage<Step> next(Bytes data) {
            String text = data.asUtf8();
            return CompletableFuture.completedStage(shown == null ? first(text) : last(text, shown));
        }

        private Step first(String text) {
            int header = endOfHeader(text);
            String[] parts = header < 0 ? new String[0] : text.substring(header).split(",", -1);
            if (parts.length < 2 || !parts[0].startsWith("n=") || !parts[1].startsWith("r=") || parts[1].length() < 3) {
                return refused(NONSENSE);
            }
            userName = parts[0].substring(2).replace("=2C", ",").replace("=3D", "=");
            gs2Header = text.substring(0, header);
            nonce = parts[1].substring(2) + nonce();
            known = users.apply(userName);
            ScramCredential credential = known == null ? madeUp(userName) : known;
            shown = credential;
            String answer = "r=" + nonce + ",s=" + ScramCredential.encoded(credential.salt()) + ",i="
                    + credential.iterations();
            said = text.substring(header) + "," + answer;
            return new Step.Continue(Bytes.utf8(answer));
        }

        private Step last(String text, ScramCredential credential) {
            int proofAt = text.lastIndexOf(",p=");
            String unproven = proofAt < 0 ? "" : text.substring(0, proofAt);
            String expected = "c=" + Base64.getEncoder().encodeToString(gs2Header.getBytes(StandardCharsets.UTF_8))
                    + ",r=" + nonce;
            if (!unproven.equals(expected) && !unproven.startsWith(expected + ",")) {
                return refused(NONSENSE);
            }
            String whole = said + "," + unproven;
            if (!proves(text.substring(proofAt + 3), whole, credential) || known == null) {
                return refused(WRONG);
            }
            String signature = ScramCredential.encoded(ScramCredential.hmac(credential.serverKey(), whole));
            return new Step.Done(new Verdict.Accepted(userName), Bytes.utf8("v=" + signature));
        }
    }

    /// Where `n,,` or `n,a=NAME,` ends, or -1: those that bind channels begin with `p`.
    private static int endOfHeader(String text) {
        boolean unbound = text.startsWith("n,") || text.startsWith("y,");
        int end = unbound ? text.indexOf(',', 2) : -1;
        return end < 0 ? -1 : end + 1;
    }

    private static boolean proves(String proof, String whole, ScramCredential credential) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(proof);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
        byte[] signature = ScramCredential.hmac(credential.storedKey(), whole).toArray();
        if (bytes.length != signature.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= signature[i];
        }
        return ScramCredential.hash(Bytes.handOver(bytes)).equalsInConstantTime(credential.storedKey());
    }

    private ScramCredential madeUp(String userName) {
        Bytes salt = Bytes.copyOf(Arrays.copyOf(ScramCredential.hmac(secret, userName).toArray(), 16));
        return new ScramCredential(ScramCredential.LEAST_ITERATIONS, salt, secret, secret);
    }

    private String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Step refused(Verdict verdict) {
        return new Step.Done(verdict, Bytes.EMPTY);
    }
}
