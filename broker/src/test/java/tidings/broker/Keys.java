package tidings.broker;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// An authority of the tests, and what it certifies, in files as an operator has them.
final class Keys {

    private static final char[] PASSWORD = "x".toCharArray();

    final Path folder;
    private final X509Bundle authority;

    Keys(Path folder) throws Exception {
        this.folder = folder;
        this.authority = new CertificateBuilder()
                .subject("CN=Authority of the tests")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(folder.resolve("ca.pem"), authority.getCertificatePEM());
        writeServer("localhost");
    }

    /// The broker's certificate and key, new ones in place of those before.
    void writeServer(String commonName) throws Exception {
        X509Bundle server = new CertificateBuilder()
                .subject("CN=" + commonName)
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .buildIssuedBy(authority);
        Files.writeString(folder.resolve("server.pem"), server.getCertificatePEM());
        Files.writeString(folder.resolve("server.key"), server.getPrivateKeyPEM());
    }

    /// The broker's certificate and key of an authority below the authority, which has its certificate with the authority's
    /// own in the file of the authorities.
    void writeServerOfAuthorityBelow() throws Exception {
        X509Bundle below = new CertificateBuilder()
                .subject("CN=Authority below")
                .setIsCertificateAuthority(true)
                .buildIssuedBy(authority);
        Files.writeString(
                authorities(),
                authority.getCertificatePEM() + "\n" + below.getCertificatePEM());
        X509Bundle server = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanIpAddress("127.0.0.1")
                .buildIssuedBy(below);
        Files.writeString(folder.resolve("server.pem"), server.getCertificatePEM());
        Files.writeString(folder.resolve("server.key"), server.getPrivateKeyPEM());
    }

    /// How a broker speaks TLS with them.
    Tls tls() {
        return Tls.of(folder.resolve("server.pem"), folder.resolve("server.key"));
    }

    Path authorities() {
        return folder.resolve("ca.pem");
    }

    /// A client certified by the authority.
    X509Bundle client(String subject) throws Exception {
        return new CertificateBuilder().subject(subject).addSanDnsName("meter.example.org").buildIssuedBy(authority);
    }

    /// A client that nobody certifies.
    static X509Bundle stranger(String subject) throws Exception {
        return new CertificateBuilder().subject(subject).setIsCertificateAuthority(true).buildSelfSigned();
    }

    /// What a client speaks TLS with.
    ///
    /// @param own its certificate and key, or null where it has none
    SSLContext context(@Nullable X509Bundle own) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        X509Certificate certificate = authority.getCertificate();
        trusted.setCertificateEntry("authority", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own == null ? null : keys(own), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyManager[] keys(X509Bundle own) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own.toKeyStore(PASSWORD), PASSWORD);
        return keys.getKeyManagers();
    }
}
