package tidings.auth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import tidings.mqtt.tls.Pem;

/// Whose signature makes a token good. The kind of key says which algorithms are taken: a public key taken for a secret
/// would be known to everybody.
sealed interface TokenKeys {

    int SHORTEST_SECRET = 32;

    JWSVerificationKeySelector<SecurityContext> selector() throws IOException;

    /// A secret of both sides.
    record Secret(Path file) implements TokenKeys {

        @Override
        public JWSVerificationKeySelector<SecurityContext> selector() throws IOException {
            Pem.requireFile(file);
            byte[] bytes = Files.readAllBytes(file);
            int length = bytes.length;
            while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
                length--;
            }
            if (length < SHORTEST_SECRET) {
                throw new IOException("the secret in " + file + " has " + length + " bytes, and needs "
                        + SHORTEST_SECRET);
            }
            return of(JWSAlgorithm.Family.HMAC_SHA, new OctetSequenceKey.Builder(Arrays.copyOf(bytes, length)).build());
        }
    }

    /// One public key.
    record PublicKey(Path file) implements TokenKeys {

        @Override
        public JWSVerificationKeySelector<SecurityContext> selector() throws IOException {
            Pem.requireFile(file);
            return switch (Pem.publicKey(file)) {
                case RSAPublicKey rsa -> of(JWSAlgorithm.Family.RSA, new RSAKey.Builder(rsa).build());
                case ECPublicKey ec -> {
                    Curve curve = Curve.forECParameterSpec(ec.getParams());
                    yield of(JWSAlgorithm.Family.EC, new ECKey.Builder(curve, ec).build());
                }
                default -> throw new IOException("the key in " + file + " is neither RSA nor of an elliptic curve");
            };
        }
    }

    /// All public keys at an address.
    record KeySet(URI address) implements TokenKeys {

        private static final int TIMEOUT_MILLIS = 3_000;
        private static final int LARGEST = 1 << 20;
        private static final long KEPT_MILLIS = 5 * 60_000;
        private static final long KEPT_IN_AN_OUTAGE_MILLIS = 60 * 60_000;

        @Override
        public JWSVerificationKeySelector<SecurityContext> selector() throws IOException {
            JWKSource<SecurityContext> source = JWKSourceBuilder
                    .create(
                            address.toURL(),
                            new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, LARGEST))
                    .cache(KEPT_MILLIS, 2L * TIMEOUT_MILLIS)
                    .refreshAheadCache(false)
                    .outageTolerant(KEPT_IN_AN_OUTAGE_MILLIS)
                    .retrying(true)
                    .build();
            Set<JWSAlgorithm> algorithms = new HashSet<>(JWSAlgorithm.Family.RSA);
            algorithms.addAll(JWSAlgorithm.Family.EC);
            return new JWSVerificationKeySelector<>(algorithms, source);
        }
    }

    private static JWSVerificationKeySelector<SecurityContext> of(JWSAlgorithm.Family algorithms, JWK key) {
        return new JWSVerificationKeySelector<>(algorithms, new ImmutableJWKSet<>(new JWKSet(key)));
    }
}
