package tidings.cli;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tidings.client.MqttConfig;
import tidings.client.Tls;

/// What lies between a client and its server: sockets, TLS, WebSocket, proxies.
final class TransportOptions {

    private static final int MQTT_PORT = 1883;
    private static final int MQTTS_PORT = 8883;

    @Option(names = "--unix", paramLabel = "PATH", description = "Connect to this Unix domain socket.")
    private @Nullable Path unix;

    @Option(names = "--ws", paramLabel = "PATH", arity = "0..1", fallbackValue = "/mqtt", description = "Connect by WebSocket; the path is /mqtt by default.")
    private @Nullable String webSocketPath;

    @Option(names = "--ws-header", paramLabel = "'NAME: VALUE'", description = "A header for the WebSocket.")
    private String[] webSocketHeaders = {};

    @Option(names = "--proxy", paramLabel = "URL", description = "Connect through socks5h://, socks4:// or http://[USER[:PASSWORD]@]HOST[:PORT].")
    private @Nullable String proxy;

    @Option(names = "-A", paramLabel = "ADDRESS", description = "Connect from this address of the machine.")
    private @Nullable String bindAddress;

    @Option(names = "--nodelay", description = "Send small packets at once, which this client does in any case.")
    @SuppressWarnings("UnusedVariable") // mosquitto's scripts say it
    private boolean noDelay;

    @Option(names = "--cafile", paramLabel = "FILE", description = "TLS: whom to trust, in PEM.")
    private @Nullable Path caFile;

    @Option(names = "--tls-use-os-certs", description = "TLS: trust whom this Java trusts.")
    private boolean useOsCertificates;

    @Option(names = "--cert", paramLabel = "FILE", description = "TLS: our certificate, in PEM.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "TLS: the key of it, in PEM.")
    private @Nullable Path key;

    @Option(names = "--insecure", description = "TLS: do not check that the certificate is of the host. For tests only.")
    private boolean insecure;

    @Option(names = "--ciphers", paramLabel = "NAMES", split = ":", description = "TLS: these cipher suites alone, by Java's names.")
    private String[] ciphers = {};

    @Option(names = "--tls-version", paramLabel = "VERSION", description = "TLS: tlsv1.3 or tlsv1.2; either by default.")
    private @Nullable String tlsVersion;

    @Option(names = "--tls-alpn", paramLabel = "NAME", description = "TLS: a protocol to agree on.")
    private @Nullable String alpn;

    /// Where the server is.
    ///
    /// @param url all in one, or null
    String server(@Nullable URI url, String host, @Nullable Integer port) {
        if (unix != null) {
            return "mqtt+unix://" + unix.toAbsolutePath();
        }
        if (url != null) {
            String place = url.getScheme() + "://" + url.getRawAuthority();
            return url.getScheme().startsWith("ws") ? place + url.getRawPath() : place;
        }
        String scheme = webSocketPath == null ? isTls() ? "mqtts" : "mqtt" : isTls() ? "wss" : "ws";
        int usual = isTls() ? MQTTS_PORT : MQTT_PORT;
        return scheme + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + (port == null ? usual : port)
                + (webSocketPath == null ? "" : webSocketPath);
    }

    /// Says all this to a client's configuration.
    ///
    /// @throws IllegalArgumentException if parts do not go together
    void apply(MqttConfig.Builder client) {
        client.tls(this::tls).proxy(proxy);
        if (bindAddress != null) {
            String address = bindAddress;
            client.socket(socket -> socket.localAddress(address));
        }
        for (String header : webSocketHeaders) {
            String[] parts = header.split(":", 2);
            if (parts.length < 2) {
                throw new IllegalArgumentException("--ws-header takes 'NAME: VALUE', not '" + header + "'");
            }
            client.webSocket(ws -> ws.header(parts[0].strip(), parts[1].strip()));
        }
    }

    private boolean isTls() {
        return caFile != null || certificate != null || useOsCertificates || insecure;
    }

    private Tls tls(Tls tls) {
        Tls changed = tls;
        if (caFile != null) {
            changed = changed.trust(caFile);
        }
        if (certificate != null && key != null) {
            changed = changed.identity(certificate, key);
        } else if (certificate != null || key != null) {
            throw new IllegalArgumentException("Both certfile and keyfile must be provided if one of them is set.");
        }
        if (ciphers.length > 0) {
            changed = changed.ciphers(ciphers);
        }
        if (tlsVersion != null) {
            changed = changed.protocols(tlsVersion.replace("tlsv", "TLSv"));
        }
        if (alpn != null) {
            changed = changed.alpn(alpn);
        }
        return insecure ? changed.insecureHostname() : changed;
    }
}
