package tidings.broker.net;

import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.function.Consumer;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import tidings.broker.Tls;
import tidings.mqtt.tls.Pem;

/// Which certificates of clients are taken.
final class ClientTrust {

    private final Consumer<SslContextBuilder> trust;

    private ClientTrust(Consumer<SslContextBuilder> trust) {
        this.trust = trust;
    }

    /// @throws IOException if a file cannot be read or understood
    static ClientTrust of(Tls tls) throws IOException {
        Path authorities = tls.clientAuthorities();
        if (authorities == null) {
            return new ClientTrust(builder -> builder.trustManager(new Anybody()));
        }
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            KeyStore known = authorities(authorities);
            Path revoked = tls.revoked();
            if (revoked == null) {
                factory.init(known);
            } else {
                PKIXBuilderParameters checks = new PKIXBuilderParameters(known, new X509CertSelector());
                checks.addCertStore(
                        CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists(revoked))));
                checks.setRevocationEnabled(true);
                factory.init(new CertPathTrustManagerParameters(checks));
            }
            return new ClientTrust(builder -> builder.trustManager(factory));
        } catch (GeneralSecurityException wrong) {
            throw new IOException("the certificates in " + authorities + " cannot be used: " + wrong.getMessage(),
                    wrong);
        }
    }

    void applyTo(SslContextBuilder builder) {
        trust.accept(builder);
    }

    private static KeyStore authorities(Path place) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (X509Certificate certificate : Pem.authorities(place)) {
            store.setCertificateEntry("authority " + store.size(), certificate);
        }
        return store;
    }

    private static Collection<? extends CRL> lists(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends CRL> lists = CertificateFactory.getInstance("X.509").generateCRLs(in);
            if (lists.isEmpty()) {
                throw new IOException("the file " + file + " has no list of revoked certificates");
            }
            return lists;
        }
    }

    /// Takes any certificate, whatever its time: the handshake proves that its key is the client's, and somebody else decides
    /// what that is worth.
    private static final class Anybody extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
                throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("this is a server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
