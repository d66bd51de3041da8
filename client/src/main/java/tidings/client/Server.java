package tidings.client;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a server is, and how it is spoken to.
///
/// | scheme | port | |
/// | --- | --- | --- |
/// | `mqtt`, `tcp` | 1883 | |
/// | `mqtts`, `ssl`, `tls` | 8883 | over TLS |
/// | `ws` | 80 | over WebSocket, at a path; `/mqtt` if none is given |
/// | `wss` | 443 | over WebSocket and TLS |
/// | `mqtt+unix`, `unix` | | over a Unix socket: `mqtt+unix:///run/mqtt.sock` |
/// | `mqtt+srv`, `mqtts+srv` | | whatever the SRV records of a domain name (RFC 2782); without TLS, and with |
///
/// @param host a name or an address, without the brackets of IPv6; for SRV records a domain, empty for the one that this
///        machine is in
/// @param path of the WebSocket, with the query if there is one; of the Unix socket
public record Server(Scheme scheme, String host, int port, String path) {

    private static final Pattern URI = Pattern.compile("(?:([A-Za-z0-9+]+)://)?" // scheme
            + "(?:([^@/]*)@)?" // user and password
            + "(\\[[0-9A-Fa-f:.%]+]|[^\\s:/?#\\[\\]]*)" // host
            + "(?::(\\d{1,5}))?" // port
            + "(/[^\\s#]*)?");
    private static final int LARGEST_PORT = 0xFFFF;

    /// How a server is spoken to.
    public enum Scheme {
        MQTT("mqtt", 1883),
        MQTTS("mqtts", 8883),
        WS("ws", 80),
        WSS("wss", 443),
        UNIX("mqtt+unix", 0),
        SRV("mqtt+srv", 0),
        SRV_TLS("mqtts+srv", 0);

        private final String text;
        private final int port;

        Scheme(String text, int port) {
            this.text = text;
            this.port = port;
        }

        private static @Nullable Scheme of(@Nullable String text) {
            return switch (text == null ? "mqtt" : text.toLowerCase(Locale.ROOT)) {
                case "mqtt", "tcp" -> MQTT;
                case "mqtts", "ssl", "tls" -> MQTTS;
                case "ws" -> WS;
                case "wss" -> WSS;
                case "mqtt+unix", "unix" -> UNIX;
                case "mqtt+srv" -> SRV;
                case "mqtts+srv" -> SRV_TLS;
                default -> null;
            };
        }
    }

    /// Reads `SCHEME://[USER[:PASSWORD]@]HOST[:PORT][/PATH]`; a HOST alone is `mqtt://HOST`. The login is not part of it.
    ///
    /// @throws IllegalArgumentException if it is none
    public static Server parse(String uri) {
        Matcher parts = match(uri);
        Scheme scheme = Scheme.of(parts.group(1));
        String host = parts.group(3).replaceAll("[\\[\\]]", "");
        String path = parts.group(5) == null ? "" : parts.group(5);
        if (scheme == null) {
            throw new IllegalArgumentException("There is no scheme '" + parts.group(1) + "' in '" + shown(uri)
                    + "'; there are mqtt, mqtts, ws, wss, mqtt+unix, mqtt+srv, mqtts+srv");
        }
        return switch (scheme) {
            case UNIX -> {
                require(host.isEmpty() && path.length() > 1, uri);
                yield new Server(scheme, "", 0, path);
            }
            case SRV, SRV_TLS -> {
                require(parts.group(4) == null && path.length() < 2, uri);
                yield new Server(scheme, host, 0, "");
            }
            case MQTT, MQTTS -> {
                require(path.length() < 2, uri);
                yield new Server(scheme, host(host, uri), port(parts.group(4), scheme, uri), "");
            }
            case WS, WSS ->
                new Server(
                        scheme, host(host, uri), port(parts.group(4), scheme, uri), path.isEmpty() ? "/mqtt" : path);
        };
    }

    /// The server that the SRV records of a domain name: `_mqtt._tcp`, or `_secure-mqtt._tcp`.
    ///
    /// @param domain null for the one that this machine is in
    public static Server srv(@Nullable String domain, boolean tls) {
        return new Server(tls ? Scheme.SRV_TLS : Scheme.SRV, domain == null ? "" : domain, 0, "");
    }

    /// Whether it is spoken to over TLS.
    public boolean isTls() {
        return scheme == Scheme.MQTTS || scheme == Scheme.WSS || scheme == Scheme.SRV_TLS;
    }

    /// Whether it is spoken to over WebSocket.
    public boolean isWebSocket() {
        return scheme == Scheme.WS || scheme == Scheme.WSS;
    }

    /// As a URI.
    @Override
    public String toString() {
        String shownHost = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return scheme.text + "://" + shownHost + (port == 0 ? "" : ":" + port) + path;
    }

    /// The login of a URI, as it stands there, or null.
    static @Nullable String login(String uri) {
        return match(uri).group(2);
    }

    private static Matcher match(String uri) {
        Matcher parts = URI.matcher(uri);
        require(parts.matches(), uri);
        return parts;
    }

    private static String host(String host, String uri) {
        require(!host.isEmpty(), uri);
        return host;
    }

    private static int port(@Nullable String digits, Scheme scheme, String uri) {
        int port = digits == null ? scheme.port : Integer.parseInt(digits);
        require(port >= 1 && port <= LARGEST_PORT, uri);
        return port;
    }

    private static void require(boolean met, String uri) {
        if (!met) {
            throw new IllegalArgumentException("A server is mqtt://HOST:PORT, not '" + shown(uri) + "'");
        }
    }

    private static String shown(String uri) {
        return uri.replaceFirst("//[^@/]*@", "//***@");
    }
}
