package tidings.client;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Through whom servers are reached. The proxy looks up their names.
///
/// @param user who logs in to the proxy, or null
/// @param password null for none; SOCKS 4 knows none
public record Proxy(Kind kind, String host, int port, @Nullable String user, @Nullable String password) {

    private static final Pattern URI = Pattern.compile(
            "(http|socks4|socks4a|socks5|socks5h|socks)://(?:([^@/]*)@)?(\\[[0-9A-Fa-f:.%]+]|[^\\s:/?#]+)(?::(\\d{1,5}))?/?");
    private static final int HTTP_PORT = 3128;
    private static final int SOCKS_PORT = 1080;
    private static final int LARGEST_PORT = 0xFFFF;

    /// What a proxy speaks.
    public enum Kind {
        /// HTTP/1.1, the method CONNECT.
        HTTP,
        /// SOCKS 4a: with a user id, without a password.
        SOCKS4,
        /// SOCKS 5.
        SOCKS5
    }

    public Proxy {
        if (port < 1 || port > LARGEST_PORT) {
            throw new IllegalArgumentException("A proxy has no port " + port);
        }
    }

    /// Reads `http://[USER[:PASSWORD]@]HOST[:PORT]`, or the same with `socks4` or `socks5`. The port is 3128 for HTTP and
    /// 1080 for SOCKS if it is left out.
    ///
    /// @throws IllegalArgumentException if it is none
    public static Proxy parse(String uri) {
        Matcher parts = URI.matcher(uri);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "A proxy is http://HOST:PORT, socks4://HOST:PORT or socks5://HOST:PORT, not '"
                            + uri.replaceFirst("//[^@/]*@", "//***@") + "'");
        }
        Kind kind = switch (parts.group(1)) {
            case "http" -> Kind.HTTP;
            case "socks4", "socks4a" -> Kind.SOCKS4;
            default -> Kind.SOCKS5;
        };
        int usual = kind == Kind.HTTP ? HTTP_PORT : SOCKS_PORT;
        String[] login = parts.group(2) == null ? new String[0] : parts.group(2).split(":", 2);
        return new Proxy(
                kind, parts.group(3).replaceAll("[\\[\\]]", ""),
                parts.group(4) == null ? usual : Integer.parseInt(parts.group(4)),
                login.length < 1 ? null : decoded(login[0]), login.length < 2 ? null : decoded(login[1]));
    }

    /// Without the password.
    @Override
    public String toString() {
        return kind + " proxy " + host + ":" + port;
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
