package tidings.broker.net;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import tidings.broker.Tls;
import tidings.broker.Tls.ClientCertificates;
import tidings.broker.Tls.Identity;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.broker.spi.ClientCertificate;
import tidings.broker.spi.Login;
import tidings.mqtt.ReasonCode;

/// The user name that a client's certificate is, where the listener says so ([Tls#identity]).
final class CertificateName {

    /// Kinds of alternative names (RFC 5280, 4.2.1.6) that are texts: mail, DNS, URI.
    private static final List<Integer> TEXTS = List.of(1, 2, 6);

    private CertificateName() {}

    /// What the certificate of a client decides, or null where it decides nothing.
    static @Nullable Verdict verdict(Login login) {
        Tls tls = login.listener().tls();
        ClientCertificate certificate = login.certificate();
        if (tls == null || tls.identity() == Identity.NONE) {
            return null;
        }
        if (tls.clients() == ClientCertificates.NONE) {
            return new Verdict.Refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD,
                    "its certificate would be its user name, and nobody is asked for one (--tls-clients)");
        }
        if (certificate == null || !certificate.isTrusted()) {
            return null;
        }
        String name = name(tls.identity(), certificate.own());
        return name == null || name.isEmpty()
                ? new Verdict.Refused(ReasonCode.NOT_AUTHORIZED, "its certificate has no name that could be its own")
                : new Verdict.Accepted(name);
    }

    private static @Nullable String name(Identity identity, X509Certificate certificate) {
        return switch (identity) {
            case NONE -> null;
            case COMMON_NAME -> commonName(certificate);
            case ALTERNATIVE_NAME -> alternativeName(certificate);
            case SUBJECT -> certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
        };
    }

    private static @Nullable String commonName(X509Certificate certificate) {
        try {
            LdapName subject = new LdapName(certificate.getSubjectX500Principal().getName(X500Principal.RFC2253));
            List<Rdn> parts = subject.getRdns();
            for (int i = parts.size() - 1; i >= 0; i--) {
                if (parts.get(i).getType().equalsIgnoreCase("CN")) {
                    return String.valueOf(parts.get(i).getValue());
                }
            }
        } catch (InvalidNameException malformed) {
            return null;
        }
        return null;
    }

    private static @Nullable String alternativeName(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? null
                    : names.stream()
                            .filter(name -> TEXTS.contains(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)))
                            .findFirst()
                            .orElse(null);
        } catch (CertificateParsingException malformed) {
            return null;
        }
    }
}
