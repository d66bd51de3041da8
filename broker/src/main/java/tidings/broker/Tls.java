package tidings.broker;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How a [Listener] speaks TLS. Does not change; each method gives a changed one.
///
/// Files are read when the broker starts, and again when they have changed: connections that come then get the new
/// certificate. Files that cannot be read then change nothing.
///
/// @param certificates of the broker, in PEM: its own first, then those that lead to its authority
/// @param chain where those are that lead to its authority, if its own file has none: in PEM, a file or a folder; or null
/// @param key of the first, in PEM
/// @param keyPassword of an encrypted key, or null
/// @param clients whether clients are asked for a certificate
/// @param clientAuthorities who certifies clients, in PEM, a file or a folder; null where any certificate does, and
///        whoever looks at it decides
/// @param revoked certificates of clients that are so no more, as a list of the authority (CRL) in PEM or DER; or null
/// @param identity what of a client's certificate is its user name; it needs no password then. Where clients are asked for no
///        certificate, nobody comes in
/// @param protocols as in `TLSv1.3`
/// @param ciphers by their standard names; empty for those of Java
/// @param applicationProtocols to choose from (ALPN); empty for whatever the client wants
public record Tls(
        Path certificates,
        @Nullable Path chain,
        Path key,
        @Nullable Supplier<String> keyPassword,
        ClientCertificates clients,
        @Nullable Path clientAuthorities,
        @Nullable Path revoked,
        Identity identity,
        List<String> protocols,
        List<String> ciphers,
        List<String> applicationProtocols) {

    /// Whether clients are asked for a certificate.
    public enum ClientCertificates {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    /// What of a client's certificate is its user name.
    public enum Identity {
        /// Nothing: it logs in as everybody does.
        NONE,
        /// The CN of its subject.
        COMMON_NAME,
        /// The first name that stands for it beside the subject (SAN): of DNS, mail or URI.
        ALTERNATIVE_NAME,
        /// The whole subject, as RFC 2253 writes it.
        SUBJECT
    }

    public Tls {
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("Without protocols there is no TLS");
        }
        if (clients == ClientCertificates.NONE && (clientAuthorities != null || revoked != null)) {
            throw new IllegalArgumentException("Who certifies clients is said, but none is asked for a certificate");
        }
        if (identity != Identity.NONE && clients != ClientCertificates.NONE && clientAuthorities == null) {
            throw new IllegalArgumentException(
                    "A client's certificate is its user name, but nobody is said to certify clients");
        }
        if (revoked != null && clientAuthorities == null) {
            throw new IllegalArgumentException("Certificates are revoked, but nobody is said to certify clients");
        }
        protocols = List.copyOf(protocols);
        ciphers = List.copyOf(ciphers);
        applicationProtocols = List.copyOf(applicationProtocols);
    }

    /// TLS 1.3 and 1.2, with the ciphers of Java; clients are asked for no certificate.
    public static Tls of(Path certificates, Path key) {
        return new Tls(
                certificates, null, key, null, ClientCertificates.NONE, null, null, Identity.NONE,
                List.of("TLSv1.3", "TLSv1.2"), List.of(), List.of());
    }

    /// With what leads from the broker's certificate to its authority somewhere else than behind it. Clients are sent of that
    /// what they need, which is all but the authority itself.
    public Tls chain(Path place) {
        return new Tls(certificates, place, key, keyPassword, clients, clientAuthorities, revoked, identity, protocols,
                ciphers, applicationProtocols);
    }

    /// With a key that is encrypted.
    public Tls keyPassword(Supplier<String> password) {
        return new Tls(certificates, chain, key, password, clients, clientAuthorities, revoked, identity, protocols,
                ciphers,
                applicationProtocols);
    }

    /// With clients asked for a certificate, whoever signed it: an [tidings.broker.spi.Authenticator] is to look at it.
    public Tls clients(ClientCertificates asked) {
        return new Tls(certificates, chain, key, keyPassword, asked, clientAuthorities, revoked, identity, protocols,
                ciphers,
                applicationProtocols);
    }

    /// With clients asked for a certificate of these authorities. Those with any other do not come in.
    public Tls clients(ClientCertificates asked, Path authorities) {
        return new Tls(certificates, chain, key, keyPassword, asked, authorities, revoked, identity, protocols, ciphers,
                applicationProtocols);
    }

    /// Without the clients whose certificates are revoked.
    public Tls revoked(Path list) {
        return new Tls(certificates, chain, key, keyPassword, clients, clientAuthorities, list, identity, protocols,
                ciphers,
                applicationProtocols);
    }

    /// With this of a client's certificate as its user name.
    public Tls identity(Identity what) {
        return new Tls(certificates, chain, key, keyPassword, clients, clientAuthorities, revoked, what, protocols,
                ciphers,
                applicationProtocols);
    }

    /// With these protocols only, as in `TLSv1.3`.
    public Tls protocols(String... names) {
        return new Tls(certificates, chain, key, keyPassword, clients, clientAuthorities, revoked, identity,
                List.of(names),
                ciphers, applicationProtocols);
    }

    /// With these ciphers only, by their standard names.
    public Tls ciphers(String... names) {
        return new Tls(certificates, chain, key, keyPassword, clients, clientAuthorities, revoked, identity, protocols,
                List.of(names), applicationProtocols);
    }

    /// With these application protocols to choose from (ALPN), as in `mqtt`.
    public Tls alpn(String... names) {
        return new Tls(certificates, chain, key, keyPassword, clients, clientAuthorities, revoked, identity, protocols,
                ciphers, List.of(names));
    }
}
