package tidings.broker.net;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.broker.Tls;
import tidings.mqtt.tls.Pem;

/// The certificates that a broker shows: its own, and those that lead from it to its authority.
final class CertificateChain {

    private CertificateChain() {}

    /// As the file has them; then, where that ends before the authority, those that go on from there. The authority itself
    /// is left out: who does not have it already has no reason to trust it.
    ///
    /// @throws IOException if a file cannot be read or understood
    static List<X509Certificate> of(Tls tls) throws IOException {
        List<X509Certificate> chain = new ArrayList<>(Pem.certificates(tls.certificates()));
        Path place = tls.chain();
        List<X509Certificate> known = place == null ? List.of() : Pem.authorities(place);
        X509Certificate next = issuer(chain, known);
        while (next != null) {
            chain.add(next);
            next = issuer(chain, known);
        }
        return chain;
    }

    private static @Nullable X509Certificate issuer(List<X509Certificate> chain, List<X509Certificate> known) {
        X509Certificate last = chain.get(chain.size() - 1);
        return known.stream()
                .filter(one -> !isOfItself(one) && !chain.contains(one) && hasIssued(one, last))
                .findFirst()
                .orElse(null);
    }

    private static boolean isOfItself(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private static boolean hasIssued(X509Certificate issuer, X509Certificate certificate) {
        if (!issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException another) { // of the same name
            return false;
        }
    }
}
