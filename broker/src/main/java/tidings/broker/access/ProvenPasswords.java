package tidings.broker.access;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tidings.mqtt.Bytes;

/// Who has proven which password lately, so that a fleet that comes back at once need not prove it all again. What is
/// remembered is no password, but a MAC of it whose key this process made up.
///
/// Any thread may use it.
final class ProvenPasswords {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final float LOAD = 0.75f;

    private final int most;
    private final SecretKeySpec key;
    private final Map<String, Proof> proofs = new LinkedHashMap<>(16, LOAD, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Proof> eldest) {
            return size() > most;
        }
    };

    /// @param hash as the file had it when the password was proven
    private record Proof(String hash, Bytes mac) {}

    /// @param most users that are remembered, those longest who came last
    ProvenPasswords(int most) {
        this.most = most;
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    boolean has(String user, String hash, Bytes password) {
        Proof proof;
        synchronized (proofs) {
            proof = proofs.get(user);
        }
        return proof != null && proof.hash.equals(hash)
                && proof.mac.equalsInConstantTime(mac(password));
    }

    void add(String user, String hash, Bytes password) {
        Proof proof = new Proof(hash, mac(password));
        synchronized (proofs) {
            proofs.put(user, proof);
        }
    }

    private Bytes mac(Bytes password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(password.asByteBuffer());
            return Bytes.handOver(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no " + ALGORITHM, e);
        }
    }
}
