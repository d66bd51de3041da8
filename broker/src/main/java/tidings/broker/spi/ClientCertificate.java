package tidings.broker.spi;

import java.security.cert.X509Certificate;
import java.util.List;

/// What a client showed by TLS. The key of the first certificate is its own: that is proven, whoever signed it. Where no
/// authority of the listener certifies it, nobody has looked at its time either.
///
/// @param chain its certificate, and those behind it as the client sent them; one at least
/// @param isTrusted whether an authority of the listener certifies it ([tidings.broker.Tls#clientAuthorities])
public record ClientCertificate(List<X509Certificate> chain, boolean isTrusted) {

    public ClientCertificate {
        chain = List.copyOf(chain);
    }

    /// Its own certificate.
    public X509Certificate own() {
        return chain.get(0);
    }
}
