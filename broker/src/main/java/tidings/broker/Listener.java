package tidings.broker;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where clients connect, and on what terms. Does not change; each method gives a changed one.
///
/// | address | port | |
/// | --- | --- | --- |
/// | `mqtt://HOST:PORT` | 1883 | |
/// | `mqtts://HOST:PORT` | 8883 | over TLS |
/// | `ws://HOST:PORT/PATH` | 80 | over WebSocket; at `/mqtt` if no path is given |
/// | `wss://HOST:PORT/PATH` | 443 | over WebSocket and TLS |
/// | `unix:///PATH` | | over a Unix socket |
///
/// @param uri with scheme, host, port and path whole; port 0 takes a free one
/// @param tls how TLS is spoken, or null where it is not
/// @param allowAnonymous whether clients come in here that give no user name; null for what the broker says of all
/// @param connections at once here; those of the broker in all are limited too
/// @param proxyProtocol whether each connection begins with a header of the PROXY protocol, version 1 or 2, that tells
///        where it really comes from. None comes in without, since anybody who may choose could choose an address too
/// @param proxies addresses and networks (`10.0.0.0/8`) that may connect here at all; empty for all
/// @param origins web pages whose scripts may connect over WebSocket, as `https://example.org`; empty for all
public record Listener(
        URI uri,
        @Nullable Tls tls,
        @Nullable Boolean allowAnonymous,
        int connections,
        boolean proxyProtocol,
        List<String> proxies,
        List<String> origins) {

    private static final String FORMS =
            "an address is mqtt://HOST:PORT, mqtts://HOST:PORT, ws://HOST:PORT/PATH, wss://HOST:PORT/PATH or unix:///PATH";

    /// How clients speak here.
    public enum Scheme {
        MQTT(1883),
        MQTTS(8883),
        WS(80),
        WSS(443),
        UNIX(0);

        private final int port;

        Scheme(int port) {
            this.port = port;
        }

        public boolean isTls() {
            return this == MQTTS || this == WSS;
        }

        public boolean isWebSocket() {
            return this == WS || this == WSS;
        }

        private static @Nullable Scheme of(@Nullable String text) {
            return switch (text == null ? "" : text.toLowerCase(Locale.ROOT)) {
                case "mqtt", "tcp" -> MQTT;
                case "mqtts", "ssl", "tls" -> MQTTS;
                case "ws" -> WS;
                case "wss" -> WSS;
                case "unix" -> UNIX;
                default -> null;
            };
        }
    }

    public Listener {
        proxies = List.copyOf(proxies);
        origins = List.copyOf(origins);
        if (connections < 1) {
            throw new IllegalArgumentException("A listener takes at least 1 connection, not " + connections);
        }
        if (!proxies.isEmpty() && !proxyProtocol) {
            throw new IllegalArgumentException("Proxies are listed for " + uri + ", which takes no PROXY protocol");
        }
    }

    /// A listener on the terms of the broker. Of TLS it knows nothing yet: see [#tls(Tls)].
    ///
    /// @throws IllegalArgumentException if the address is none
    public static Listener at(String address) {
        URI parsed;
        try {
            parsed = URI.create(address);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("'" + address + "' is no address; " + FORMS, malformed);
        }
        Scheme scheme = Scheme.of(parsed.getScheme());
        if (scheme == null || !(scheme == Scheme.UNIX ? isPath(parsed) : isHost(parsed, scheme))) {
            throw new IllegalArgumentException("Cannot listen at '" + address + "'; " + FORMS);
        }
        return new Listener(whole(parsed, scheme), null, null, Integer.MAX_VALUE, false, List.of(), List.of());
    }

    public Scheme scheme() {
        Scheme scheme = Scheme.of(uri.getScheme());
        if (scheme == null) {
            throw new IllegalArgumentException("Cannot listen at " + uri + "; " + FORMS);
        }
        return scheme;
    }

    /// The path of a Unix socket.
    public Path socket() {
        return Path.of(uri.getPath());
    }

    /// Speaking TLS, which `mqtts` and `wss` have to and the others cannot.
    public Listener tls(Tls how) {
        return new Listener(uri, how, allowAnonymous, connections, proxyProtocol, proxies, origins);
    }

    /// Letting clients in that give no user name, or not, whatever the broker says of all.
    public Listener allowAnonymous(boolean allow) {
        return new Listener(uri, tls, allow, connections, proxyProtocol, proxies, origins);
    }

    /// With so many connections at once and no more.
    public Listener connections(int most) {
        return new Listener(uri, tls, allowAnonymous, most, proxyProtocol, proxies, origins);
    }

    /// Behind a proxy or balancer that tells by the PROXY protocol where connections come from.
    ///
    /// @param from addresses and networks (`10.0.0.0/8`) that may connect here; none for all that can reach it
    public Listener behindProxies(String... from) {
        return new Listener(uri, tls, allowAnonymous, connections, true, List.of(from), origins);
    }

    /// Open to the scripts of these web pages only.
    public Listener origins(String... pages) {
        return new Listener(uri, tls, allowAnonymous, connections, proxyProtocol, proxies, List.of(pages));
    }

    private static boolean isHost(URI uri, Scheme scheme) {
        boolean plain = uri.getHost() != null && uri.getUserInfo() == null && uri.getPort() <= 0xFFFF;
        boolean pathFits = scheme.isWebSocket() || uri.getPath().isEmpty();
        return plain && pathFits && uri.getQuery() == null && uri.getFragment() == null;
    }

    private static boolean isPath(URI uri) {
        return uri.getAuthority() == null && uri.getPath() != null && uri.getPath().length() > 1;
    }

    private static URI whole(URI uri, Scheme scheme) {
        String name = scheme.name().toLowerCase(Locale.ROOT);
        if (scheme == Scheme.UNIX) {
            return URI.create(name + "://" + uri.getRawPath());
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.port;
        boolean needsPath = scheme.isWebSocket() && uri.getPath().length() <= 1;
        return URI.create(name + "://" + uri.getHost() + ":" + port + (needsPath ? "/mqtt" : uri.getRawPath()));
    }
}
