package tidings.client;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// How TLS is spoken to servers whose address asks for it (`mqtts`, `wss`). The server is always verified: against the
/// authorities that are trusted, and by its name.
///
/// Files are read when a connection is made, and read again when they have changed. Passwords are asked for at that time.
///
/// @param context a ready-made context, in place of `trusted` and `identity`; or null
/// @param trusted whom to trust, or null for the authorities that Java trusts
/// @param identity who the client is, or null for nobody
/// @param protocols as in `TLSv1.3`
/// @param ciphers by their standard names; empty for those of Java
/// @param applicationProtocols offered to the server (ALPN); empty for none
/// @param serverName what the server is called, where that is not the host that is connected to; or null
/// @param hostNameVerified whether the server's certificate must be for its name
public record Tls(
        @Nullable SSLContext context,
        @Nullable Trusted trusted,
        @Nullable Identity identity,
        List<String> protocols,
        List<String> ciphers,
        List<String> applicationProtocols,
        @Nullable String serverName,
        boolean hostNameVerified) {

    /// TLS 1.3 or 1.2, whom Java trusts, no client certificate.
    public static final Tls DEFAULT =
            new Tls(null, null, null, List.of("TLSv1.3", "TLSv1.2"), List.of(), List.of(), null, true);

    /// Whom to trust.
    public sealed interface Trusted {

        /// Certificates in a PEM file, or in all `.pem` and `.crt` files of a folder.
        record Pem(Path file) implements Trusted {}

        /// Certificates in a key store, PKCS#12 or JKS.
        record Store(Path file, Supplier<String> password) implements Trusted {
            @Override
            public String toString() {
                return "Store[" + file + "]";
            }
        }
    }

    /// Who the client is.
    public sealed interface Identity {

        /// A certificate, with those that lead to its authority behind it, and its key.
        ///
        /// @param password of the key, or null if it is not encrypted
        record Pem(Path certificates, Path key, @Nullable Supplier<String> password) implements Identity {
            @Override
            public String toString() {
                return "Pem[" + certificates + ", " + key + "]";
            }
        }

        /// Both in a key store, PKCS#12 or JKS.
        record Store(Path file, Supplier<String> password) implements Identity {
            @Override
            public String toString() {
                return "Store[" + file + "]";
            }
        }
    }

    public Tls {
        if (context != null && (trusted != null || identity != null)) {
            throw new IllegalArgumentException("A ready-made context(..) knows whom to trust and who the client is;"
                    + " trust(..) and identity(..) do not go with it");
        }
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("Without protocols(..) there is no TLS");
        }
        protocols = List.copyOf(protocols);
        ciphers = List.copyOf(ciphers);
        applicationProtocols = List.copyOf(applicationProtocols);
    }

    /// With a ready-made context. Host names are verified all the same.
    public Tls context(SSLContext readyMade) {
        return new Tls(
                readyMade, trusted, identity, protocols, ciphers, applicationProtocols, serverName, hostNameVerified);
    }

    /// Trusting the authorities of a PEM file, or of the files of a folder, and no others.
    public Tls trust(Path pem) {
        return trust(new Trusted.Pem(pem));
    }

    /// Trusting the authorities of a key store, and no others.
    public Tls trustStore(Path file, Supplier<String> password) {
        return trust(new Trusted.Store(file, password));
    }

    /// With a client certificate and its key, in PEM files.
    public Tls identity(Path certificates, Path key) {
        return identity(new Identity.Pem(certificates, key, null));
    }

    /// With a client certificate and its encrypted key, in PEM files.
    public Tls identity(Path certificates, Path key, Supplier<String> password) {
        return identity(new Identity.Pem(certificates, key, password));
    }

    /// With a client certificate and its key, in a key store.
    public Tls identityStore(Path file, Supplier<String> password) {
        return identity(new Identity.Store(file, password));
    }

    /// With these protocols only, as in `TLSv1.3`.
    public Tls protocols(String... names) {
        return new Tls(context, trusted, identity, List.of(names), ciphers, applicationProtocols, serverName,
                hostNameVerified);
    }

    /// With these ciphers only, by their standard names.
    public Tls ciphers(String... names) {
        return new Tls(context, trusted, identity, protocols, List.of(names), applicationProtocols, serverName,
                hostNameVerified);
    }

    /// Offering these application protocols (ALPN), as in `mqtt` or `x-amzn-mqtt-ca`.
    public Tls alpn(String... names) {
        return new Tls(
                context, trusted, identity, protocols, ciphers, List.of(names), serverName, hostNameVerified);
    }

    /// For a server of this name: it is asked for under it (SNI), and its certificate must be for it.
    public Tls serverName(String name) {
        return new Tls(
                context, trusted, identity, protocols, ciphers, applicationProtocols, name, hostNameVerified);
    }

    /// **Insecure.** Whoever has a certificate of an authority that is trusted can pass for the server, whatever the name
    /// in it. Each connection logs a warning.
    public Tls insecureHostname() {
        return new Tls(context, trusted, identity, protocols, ciphers, applicationProtocols, serverName, false);
    }

    private Tls trust(Trusted whom) {
        return new Tls(
                context, whom, identity, protocols, ciphers, applicationProtocols, serverName, hostNameVerified);
    }

    private Tls identity(Identity who) {
        return new Tls(
                context, trusted, who, protocols, ciphers, applicationProtocols, serverName, hostNameVerified);
    }
}
