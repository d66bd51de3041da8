package tidings.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tidings.broker.IoKind;
import tidings.broker.Listener;
import tidings.broker.Listener.Scheme;
import tidings.broker.Tls;
import tidings.broker.Tls.ClientCertificates;
import tidings.broker.Tls.Identity;

/// Where MQTT clients connect, and how TLS is spoken there. What is said of TLS holds for all listeners; behind the address
/// of one, each setting may be said for it alone, as in `mqtts://0.0.0.0:8883?tls-clients=required`: see
/// [ListenerSettings].
final class ListenOptions {

    @Option(names = "--listen", paramLabel = "URI", split = ",", description = "Where MQTT clients connect: mqtt://HOST:PORT, mqtts://HOST:PORT, ws://HOST:PORT/mqtt, wss://HOST:PORT/mqtt"
            + " or unix:///PATH; port 0 for a free one. May be given several times. By default mqtt://0.0.0.0:1883. Settings of"
            + " one listener follow its address, as in mqtt://HOST:PORT?anonymous=true&max-connections=10: anonymous,"
            + " max-connections, proxy-protocol, proxy, origin, and those of --tls-...")
    private List<String> listeners = new ArrayList<>();

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "The certificate for mqtts:// and wss:// in PEM, with those that lead to its authority.")
    private @Nullable Path certificate;

    @Option(names = "--tls-chain", paramLabel = "PLACE", description = "Certificates that lead from it to its authority, where its own file has none: a PEM file, or a folder"
            + " of them.")
    private @Nullable Path chain;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its key in PEM; by default in the file of the certificate.")
    private @Nullable Path key;

    @Option(names = "--tls-key-password-file", paramLabel = "FILE", description = "The password of an encrypted key.")
    private @Nullable Path keyPassword;

    @Option(names = "--tls-client-ca", paramLabel = "PLACE", description = "Who certifies clients: a PEM file, or a folder of them.")
    private @Nullable Path clientAuthorities;

    @Option(names = "--tls-clients", paramLabel = "WHAT", description = "Whether clients are asked for a certificate: none, optional or required. By default required with"
            + " --tls-client-ca, else none.")
    private @Nullable ClientCertificates clients;

    @Option(names = "--tls-crl", paramLabel = "FILE", description = "Certificates of clients that are revoked.")
    private @Nullable Path revoked;

    @Option(names = "--tls-user-name", paramLabel = "WHAT", description = "What of a client's certificate is its user name: none (by default), cn, san or subject.")
    private String userName = "none";

    @Option(names = "--tls-versions", paramLabel = "VERSION", split = ",", description = "TLSv1.3 and TLSv1.2 by default.")
    private List<String> protocols = new ArrayList<>();

    @Option(names = "--tls-ciphers", paramLabel = "NAME", split = ",", description = "By their standard names; by default those of Java.")
    private List<String> ciphers = new ArrayList<>();

    @Option(names = "--tls-alpn", paramLabel = "NAME", split = ",", description = "Application protocols to choose from, such as mqtt; any by default.")
    private List<String> applicationProtocols = new ArrayList<>();

    @Option(names = "--io", paramLabel = "KIND", converter = IoOption.class, description = "How sockets are waited for: best (by default), io_uring or nio.")
    private IoKind io = IoKind.BEST;

    IoKind io() {
        return io;
    }

    /// The listeners that were asked for; none where nothing was said.
    ///
    /// @param ofDevices whether clients that speak TLS are asked for a certificate, whoever signed it, where nothing else
    ///        is said: devices may be known by it
    /// @throws CommandException if one cannot be
    List<Listener> listeners(boolean ofDevices) {
        return listeners.stream().map(text -> listener(text, ofDevices)).toList();
    }

    private Listener listener(String text, boolean ofDevices) {
        try {
            int query = text.indexOf('?');
            ListenerSettings settings = ListenerSettings.parse(query < 0 ? "" : text.substring(query + 1));
            Listener listener = Listener.at(query < 0 ? text : text.substring(0, query));
            if (listener.scheme().isTls()) {
                listener = listener.tls(tls(listener, settings, ofDevices));
            }
            return settings.applyTo(listener);
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(ExitStatus.FAILED, wrong.getMessage() + " (--listen)");
        }
    }

    private Tls tls(Listener listener, ListenerSettings settings, boolean ofDevices) {
        Path own = settings.path("tls-cert", certificate);
        if (own == null) {
            throw new IllegalArgumentException(
                    "Cannot listen at " + listener.uri() + " without a certificate; say it with --tls-cert");
        }
        Path itsKey = settings.path("tls-key", key);
        Tls tls = Tls.of(own, itsKey == null ? own : itsKey);
        Path more = settings.path("tls-chain", chain);
        if (more != null) {
            tls = tls.chain(more);
        }
        Path password = settings.path("tls-key-password-file", keyPassword);
        if (password != null) {
            tls = tls.keyPassword(() -> firstLine(password));
        }
        tls = clients(tls, listener, settings, ofDevices);
        tls = listed(tls, settings);
        Identity name = identity(settings.text("tls-user-name", userName));
        if (name != Identity.NONE && tls.clients() == ClientCertificates.NONE && settings.clients(clients) == null) {
            throw new IllegalArgumentException("A client's certificate is its user name at " + listener.uri()
                    + ", but nobody is said to certify clients; say it with --tls-client-ca");
        }
        return tls.identity(name);
    }

    private Tls clients(Tls tls, Listener listener, ListenerSettings settings, boolean ofDevices) {
        Path authorities = settings.path("tls-client-ca", clientAuthorities);
        ClientCertificates asked = settings.clients(clients);
        if (asked == null) {
            boolean maybe = ofDevices && listener.scheme() == Scheme.MQTTS;
            asked = authorities != null
                    ? ClientCertificates.REQUIRED
                    : maybe ? ClientCertificates.OPTIONAL : ClientCertificates.NONE;
        }
        if (authorities == null || asked == ClientCertificates.NONE) {
            return tls.clients(asked);
        }
        Path list = settings.path("tls-crl", revoked);
        return list == null ? tls.clients(asked, authorities) : tls.clients(asked, authorities).revoked(list);
    }

    private Tls listed(Tls tls, ListenerSettings settings) {
        List<String> versions = settings.all("tls-versions", protocols);
        List<String> names = settings.all("tls-ciphers", ciphers);
        List<String> alpn = settings.all("tls-alpn", applicationProtocols);
        Tls changed = versions.isEmpty() ? tls : tls.protocols(versions.toArray(String[]::new));
        changed = names.isEmpty() ? changed : changed.ciphers(names.toArray(String[]::new));
        return alpn.isEmpty() ? changed : changed.alpn(alpn.toArray(String[]::new));
    }

    private static Identity identity(String what) {
        return switch (what) {
            case "none" -> Identity.NONE;
            case "cn" -> Identity.COMMON_NAME;
            case "san" -> Identity.ALTERNATIVE_NAME;
            case "subject" -> Identity.SUBJECT;
            default -> throw new IllegalArgumentException(
                    "--tls-user-name is none, cn, san or subject, not '" + what + "'");
        };
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException failure) {
            throw CommandException.unreadable(file, "--tls-key-password-file", failure);
        }
    }
}
