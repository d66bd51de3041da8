package tidings.broker.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.BrokerException;
import tidings.broker.Listener;
import tidings.broker.Tls;
import tidings.mqtt.tls.Pem;

/// What one listener speaks TLS with: made from files, and made anew when these change. What cannot be made leaves what was
/// there before.
///
/// Any thread may use it.
final class TlsContext {

    private static final Logger LOG = LoggerFactory.getLogger(TlsContext.class);
    private static final long BETWEEN_LOOKS = TimeUnit.SECONDS.toNanos(10);

    private final Listener listener;
    private final Tls tls;
    private final Executor handshakes;
    private final AtomicLong nextLook = new AtomicLong(System.nanoTime() + BETWEEN_LOOKS);
    private volatile Made made;

    private record Made(Map<Path, FileTime> files, SslContext context) {}

    /// @param handshakes does the arithmetic of handshakes, so that event loops need not
    /// @throws BrokerException if a file cannot be read or understood
    TlsContext(Listener listener, Tls tls, Executor handshakes) {
        this.listener = listener;
        this.tls = tls;
        this.handshakes = handshakes;
        try {
            this.made = make();
        } catch (IOException failure) {
            throw new BrokerException(
                    "Cannot listen at " + listener.uri() + ": " + failure.getMessage() + " (--tls-...)", failure);
        }
    }

    /// For a connection that comes.
    SslHandler handler(ByteBufAllocator allocator) {
        look();
        SslHandler handler = made.context.newHandler(allocator, handshakes);
        handler.setHandshakeTimeoutMillis(0); // the porch's business
        return handler;
    }

    /// Reads the files, if they have changed.
    ///
    /// @throws IOException if one cannot be read or understood; then nothing changes
    synchronized void reload() throws IOException {
        if (!made.files.equals(changes())) {
            made = make();
            LOG.info("The certificates of {} are new", listener.uri());
        }
    }

    /// Has somebody else look once in a while whether the files are still the same.
    private void look() {
        long now = System.nanoTime();
        long next = nextLook.get();
        if (now - next >= 0 && nextLook.compareAndSet(next, now + BETWEEN_LOOKS)) {
            Thread.ofVirtual().name("certificates").start(() -> {
                try {
                    reload();
                } catch (IOException failure) {
                    LOG.error("The certificates of {} stay as they are: {}", listener.uri(), failure.getMessage());
                }
            });
        }
    }

    private Made make() throws IOException {
        Map<Path, FileTime> files = changes();
        try {
            SslContextBuilder builder = SslContextBuilder
                    .forServer(
                            Pem.key(tls.key(), tls.keyPassword()),
                            CertificateChain.of(tls).toArray(X509Certificate[]::new))
                    .protocols(tls.protocols())
                    .clientAuth(switch (tls.clients()) {
                        case NONE -> ClientAuth.NONE;
                        case OPTIONAL -> ClientAuth.OPTIONAL;
                        case REQUIRED -> ClientAuth.REQUIRE;
                    });
            if (!tls.ciphers().isEmpty()) {
                builder.ciphers(tls.ciphers());
            }
            if (!tls.applicationProtocols().isEmpty()) {
                builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT, tls.applicationProtocols()));
            }
            if (tls.clients() != Tls.ClientCertificates.NONE) {
                ClientTrust.of(tls).applyTo(builder);
            }
            return new Made(files, proven(builder.build()));
        } catch (IllegalArgumentException wrong) { // a protocol or cipher that does not exist
            throw new IOException(wrong.getMessage(), wrong);
        }
    }

    /// What cannot be spoken is to be found out now, and not by the first client.
    private static SslContext proven(SslContext context) {
        context.newEngine(ByteBufAllocator.DEFAULT).closeOutbound();
        return context;
    }

    private Map<Path, FileTime> changes() throws IOException {
        Map<Path, FileTime> files = new TreeMap<>();
        note(tls.certificates(), files);
        note(tls.key(), files);
        if (tls.chain() != null) {
            note(tls.chain(), files);
        }
        if (tls.clientAuthorities() != null) {
            note(tls.clientAuthorities(), files);
        }
        if (tls.revoked() != null) {
            note(tls.revoked(), files);
        }
        return files;
    }

    private static void note(Path file, Map<Path, FileTime> files) throws IOException {
        Pem.requireFile(file);
        files.put(file, Files.getLastModifiedTime(file));
    }
}
