package tidings.mqtt.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/// Certificates and keys in PEM files (RFC 7468), as OpenSSL writes them and mosquitto takes them: keys in PKCS#8, encrypted
/// or not, and in the older forms of PKCS#1 (RSA) and SEC 1 (elliptic curves).
public final class Pem {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*([^-]*?)\\s*-----END \\1-----");
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS", "DSA");
    private static final String PBES2 = "1.2.840.113549.1.5.13";
    /// AlgorithmIdentifier of RSA: its object identifier, and NULL.
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    /// The object identifier of elliptic curves.
    private static final byte[] CURVES = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final byte SEQUENCE = 0x30;
    private static final byte OCTETS = 0x04;
    private static final byte PARAMETERS = (byte) 0xA0;
    private static final int SHORT_LENGTHS = 0x80;

    private Pem() {}

    private record Block(String label, String text) {

        byte[] bytes(Path file) throws IOException {
            try {
                return Base64.getMimeDecoder().decode(text);
            } catch (IllegalArgumentException broken) {
                throw new IOException("the file " + file + " is damaged: " + broken.getMessage(), broken);
            }
        }
    }

    /// The certificates of a file, or of all `.pem` and `.crt` files of a folder.
    ///
    /// @throws IOException if one cannot be read or understood, in words for the user
    public static List<X509Certificate> authorities(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return certificates(place);
        }
        List<X509Certificate> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(place)) {
            for (Path file : files.filter(Pem::isCertificate).sorted().toList()) {
                all.addAll(certificates(file));
            }
        }
        return all;
    }

    /// The certificates of a file, in their order; one at least.
    ///
    /// @throws IOException if they cannot be read or understood, in words for the user
    public static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Block block : blocks(file)) {
                if (block.label.endsWith("CERTIFICATE")) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.bytes(file))));
                }
            }
        } catch (CertificateException broken) {
            throw new IOException("the certificate in " + file + " is damaged: " + broken.getMessage(), broken);
        }
        if (certificates.isEmpty()) {
            throw new IOException("the file " + file + " has no certificate");
        }
        return certificates;
    }

    /// The first private key of a file.
    ///
    /// @param password asked for if the key is encrypted; null where there is none
    /// @throws IOException if it cannot be read or understood, in words for the user
    public static PrivateKey key(Path file, @Nullable Supplier<String> password) throws IOException {
        for (Block block : blocks(file)) {
            if (block.text.contains("Proc-Type:")) {
                throw new IOException("the key " + file + " is encrypted in an old, weak way;"
                        + " 'openssl pkcs8 -topk8' encrypts it in PKCS#8");
            }
            switch (block.label) {
                case "PRIVATE KEY" -> {
                    return key(new PKCS8EncodedKeySpec(block.bytes(file)), file);
                }
                case "RSA PRIVATE KEY" -> {
                    return key(wrapped(RSA, block.bytes(file)), file);
                }
                case "EC PRIVATE KEY" -> {
                    byte[] key = block.bytes(file);
                    return key(wrapped(element(SEQUENCE, CURVES, curve(key, file)), key), file);
                }
                case "ENCRYPTED PRIVATE KEY" -> {
                    return key(decrypted(block.bytes(file), password, file), file);
                }
                default -> {} // such as the parameters that OpenSSL writes before keys of elliptic curves
            }
        }
        throw new IOException("the file " + file + " has no private key");
    }

    /// The first public key of a file, by itself or in a certificate.
    ///
    /// @throws IOException if it cannot be read or understood, in words for the user
    public static PublicKey publicKey(Path file) throws IOException {
        for (Block block : blocks(file)) {
            if (block.label.equals("PUBLIC KEY")) {
                return publicKey(new X509EncodedKeySpec(block.bytes(file)), file);
            }
            if (block.label.endsWith("CERTIFICATE")) {
                return certificates(file).get(0).getPublicKey();
            }
        }
        throw new IOException("the file " + file + " has no public key");
    }

    /// Refuses a file that is not there, or may not be read.
    ///
    /// @throws IOException if it is so, naming the file
    public static void requireFile(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(
                    Files.exists(file) ? "the file " + file + " may not be read" : "there is no file " + file);
        }
    }

    private static PrivateKey key(KeySpec spec, Path file) throws IOException {
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException other) {
                // the key is of another kind
            } catch (GeneralSecurityException absent) {
                throw new IOException("this Java knows no " + algorithm, absent);
            }
        }
        throw new IOException("the key " + file + " is of no kind that is known here");
    }

    private static PublicKey publicKey(KeySpec spec, Path file) throws IOException {
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(spec);
            } catch (GeneralSecurityException other) {
                // the key is of another kind
            }
        }
        throw new IOException("the key " + file + " is of no kind that is known here");
    }

    private static KeySpec decrypted(byte[] bytes, @Nullable Supplier<String> password, Path file) throws IOException {
        if (password == null) {
            throw new IOException("the key " + file + " is encrypted; say its password");
        }
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(bytes);
        String scheme = info.getAlgName();
        boolean second = scheme.equals(PBES2) || scheme.equals("PBES2");
        String algorithm = second ? info.getAlgParameters().toString() : scheme;
        PBEKeySpec secret = new PBEKeySpec(password.get().toCharArray());
        try {
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE, SecretKeyFactory.getInstance(algorithm).generateSecret(secret),
                    info.getAlgParameters());
            return info.getKeySpec(cipher);
        } catch (GeneralSecurityException wrong) {
            throw new IOException("the key " + file + " cannot be decrypted; is the password right?", wrong);
        } finally {
            secret.clearPassword();
        }
    }

    /// A key in the form of PKCS#8:
    ///
    /// ```
    /// SEQUENCE { INTEGER 0, AlgorithmIdentifier, OCTET STRING { key } }
    /// ```
    private static KeySpec wrapped(byte[] algorithm, byte[] key) {
        return new PKCS8EncodedKeySpec(element(SEQUENCE, VERSION_0, algorithm, element(OCTETS, key)));
    }

    /// Which curve a key is of, as it stands there:
    ///
    /// ```
    /// SEQUENCE { INTEGER 1, OCTET STRING, [0] { OBJECT IDENTIFIER }, ... }
    /// ```
    private static byte[] curve(byte[] key, Path file) throws IOException {
        try {
            int at = contentAt(key, 0); // of the sequence
            at = endOf(key, at); // of the version
            at = endOf(key, at); // of the key
            if (key[at] == PARAMETERS) {
                int from = contentAt(key, at);
                return Arrays.copyOfRange(key, from, endOf(key, at));
            }
        } catch (IndexOutOfBoundsException damaged) {
            throw new IOException("the key " + file + " is damaged", damaged);
        }
        throw new IOException("the key " + file + " does not say which curve it is of");
    }

    private static int contentAt(byte[] der, int at) {
        int first = der[at + 1] & 0xFF;
        return at + 2 + (first < SHORT_LENGTHS ? 0 : first - SHORT_LENGTHS);
    }

    private static int endOf(byte[] der, int at) {
        int content = contentAt(der, at);
        int length = 0;
        for (int i = content - (content == at + 2 ? 1 : content - at - 2); i < content; i++) {
            length = (length << 8) | (der[i] & 0xFF);
        }
        return content + length;
    }

    private static byte[] element(byte tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int length = content.size();
        if (length >= SHORT_LENGTHS) {
            int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            element.write(SHORT_LENGTHS | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                element.write(length >> (8 * i));
            }
        } else {
            element.write(length);
        }
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }

    private static List<Block> blocks(Path file) throws IOException {
        List<Block> blocks = new ArrayList<>();
        try {
            Matcher found = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            while (found.find()) {
                blocks.add(new Block(found.group(1), found.group(2)));
            }
        } catch (NoSuchFileException none) {
            throw new IOException("there is no file " + file, none);
        }
        return blocks;
    }

    private static boolean isCertificate(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".pem") || name.endsWith(".crt");
    }
}
