package tidings.client;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// An authority of the tests, a server and a client certified by it, and their files.
final class Keys {

    static final String PASSWORD = "correct horse";

    final X509Bundle authority;
    final X509Bundle server;
    final X509Bundle client;
    final Path folder;

    Keys(Path folder) throws Exception {
        this.folder = folder;
        authority = new CertificateBuilder()
                .subject("CN=Authority of the tests")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        server = new CertificateBuilder()
                .subject("CN=server")
                .addSanDnsName("localhost")
                .addSanDnsName("broker.example.org")
                .buildIssuedBy(authority);
        client = new CertificateBuilder().subject("CN=meter-17").buildIssuedBy(authority);
        write("ca.pem", authority.getCertificatePEM());
        write("server.pem", server.getCertificatePEM());
        write("server.key", server.getPrivateKeyPEM());
        write("client.pem", client.getCertificatePEM());
        write("client.key", client.getPrivateKeyPEM());
        write("client.enc.key", encrypted(client.getKeyPair().getPrivate().getEncoded()));
        store("client.p12", client.toKeyStore(PASSWORD.toCharArray()));
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority.getCertificate());
        store("trusted.p12", trusted);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /// What the server speaks TLS with.
    SSLContext serverContext() throws GeneralSecurityException, IOException {
        return context(server);
    }

    /// What a client speaks TLS with that has a certificate.
    SSLContext clientContext() throws GeneralSecurityException, IOException {
        return context(client);
    }

    private SSLContext context(X509Bundle own) throws GeneralSecurityException, IOException {
        char[] password = PASSWORD.toCharArray();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own.toKeyStore(password), password);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(KeyStore.getInstance(file("trusted.p12").toFile(), password));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(file(name), text);
    }

    private void store(String name, KeyStore store) throws IOException, GeneralSecurityException {
        try (var out = Files.newOutputStream(file(name))) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    private static String encrypted(byte[] key) throws GeneralSecurityException, IOException {
        String algorithm = "PBEWithHmacSHA256AndAES_256";
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(PASSWORD.toCharArray())),
                new PBEParameterSpec(salt, 1000));
        byte[] pbes2 = HexFormat.of().parseHex("06092a864886f70d01050d");
        byte[] how = der(0x30, pbes2, cipher.getParameters().getEncoded());
        byte[] info = der(0x30, how, der(0x04, cipher.doFinal(key)));
        return "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(info)
                + "\n-----END ENCRYPTED PRIVATE KEY-----\n";
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteBuffer content = ByteBuffer.allocate(Stream.of(parts).mapToInt(part -> part.length).sum());
        Stream.of(parts).forEach(content::put);
        int length = content.position();
        return ByteBuffer.allocate(length + 4)
                .put((byte) tag)
                .put((byte) 0x82)
                .putShort((short) length)
                .put(content.flip())
                .array();
    }
}
