package tidings.client.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import tidings.client.Tls;
import tidings.mqtt.tls.Pem;

/// What TLS is spoken with: made from files, and kept until these change, so that sessions can be resumed.
final class TlsContexts {

    private static final char[] NO_PASSWORD = {};

    private volatile @Nullable Kept kept;

    private record Kept(Tls tls, Map<Path, FileTime> files, SSLContext context) {}

    /// @throws IOException if a file cannot be read or understood, in words for the user
    SSLContext of(Tls tls) throws IOException {
        if (tls.context() != null) {
            return tls.context();
        }
        Map<Path, FileTime> files = changes(tls);
        Kept last = kept;
        if (last != null && last.tls.equals(tls) && last.files.equals(files)) {
            return last.context;
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(tls.identity()), trustManagers(tls.trusted()), null);
            kept = new Kept(tls, files, context);
            return context;
        } catch (GeneralSecurityException wrong) {
            throw new IOException("TLS cannot be set up: " + wrong.getMessage(), wrong);
        }
    }

    private static KeyManager @Nullable [] keyManagers(Tls.@Nullable Identity identity)
            throws IOException, GeneralSecurityException {
        if (identity == null) {
            return null;
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        switch (identity) {
            case Tls.Identity.Pem pem -> {
                List<X509Certificate> chain = Pem.certificates(pem.certificates());
                PrivateKey key = Pem.key(pem.key(), pem.password());
                KeyStore store = empty();
                store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
                factory.init(store, NO_PASSWORD);
            }
            case Tls.Identity.Store store -> {
                char[] password = store.password().get().toCharArray();
                factory.init(load(store.file(), password), password);
            }
        }
        return factory.getKeyManagers();
    }

    private static TrustManager @Nullable [] trustManagers(Tls.@Nullable Trusted trusted)
            throws IOException, GeneralSecurityException {
        if (trusted == null) {
            return null;
        }
        KeyStore authorities = switch (trusted) {
            case Tls.Trusted.Pem pem -> {
                KeyStore store = empty();
                for (X509Certificate certificate : Pem.authorities(pem.file())) {
                    store.setCertificateEntry("authority " + store.size(), certificate);
                }
                yield store;
            }
            case Tls.Trusted.Store store -> load(store.file(), store.password());
        };
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        return factory.getTrustManagers();
    }

    private static KeyStore load(Path file, Supplier<String> password) throws IOException, GeneralSecurityException {
        return load(file, password.get().toCharArray());
    }

    private static KeyStore load(Path file, char[] password) throws IOException, GeneralSecurityException {
        Pem.requireFile(file);
        try {
            return KeyStore.getInstance(file.toFile(), password);
        } catch (IOException unreadable) {
            throw new IOException("the key store " + file + " cannot be opened: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static Map<Path, FileTime> changes(Tls tls) throws IOException {
        Map<Path, FileTime> files = new TreeMap<>();
        switch (tls.trusted()) {
            case null -> {}
            case Tls.Trusted.Pem pem -> note(pem.file(), files);
            case Tls.Trusted.Store store -> note(store.file(), files);
        }
        switch (tls.identity()) {
            case null -> {}
            case Tls.Identity.Pem pem -> {
                note(pem.certificates(), files);
                note(pem.key(), files);
            }
            case Tls.Identity.Store store -> note(store.file(), files);
        }
        return files;
    }

    private static void note(Path file, Map<Path, FileTime> files) throws IOException {
        Pem.requireFile(file);
        files.put(file, Files.getLastModifiedTime(file));
    }
}
