package tidings.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tidings.cli.MosquittoConf.Line;

/// One listener of a `mosquitto.conf`, on its way to an address of ours with its settings behind it.
final class MosquittoListener {

    private static final int STANDARD_PORT = 1883;
    private static final int HIGHEST_PORT = 65_535;

    private final Map<String, String> settings = new LinkedHashMap<>();
    private @Nullable Integer port;
    private @Nullable String host;
    private @Nullable String socket;
    private boolean ipv6;
    private boolean webSocket;
    private @Nullable Line passwords;
    private @Nullable Line acl;
    private @Nullable Line ownIds;

    /// Begins with what `listener PORT [ADDRESS]` says; port 0 and a path are a Unix socket.
    static MosquittoListener of(Line line) {
        MosquittoListener listener = new MosquittoListener();
        String[] words = line.value().split("\\s+", 2);
        int port = port(line, words[0]);
        if (port == 0 && words.length == 2 && words[1].contains("/")) {
            listener.socket = Path.of(words[1]).toAbsolutePath().toString();
        } else if (words.length == 2) {
            listener.host = words[1];
        }
        listener.port = port;
        return listener;
    }

    boolean isBegun() {
        return port != null || host != null;
    }

    void port(Line line) {
        port = port(line, line.value());
    }

    void host(Line line) {
        host = line.value();
    }

    void localOnly() {
        host = "127.0.0.1";
    }

    void socketDomain(Line line) {
        ipv6 = switch (line.value()) {
            case "ipv4" -> false;
            case "ipv6" -> true;
            default -> throw line.wrong("is ipv4 or ipv6, not '" + line.value() + "'");
        };
    }

    void protocol(Line line) {
        webSocket = switch (line.value()) {
            case "mqtt" -> false;
            case "websockets" -> true;
            default -> throw line.wrong("is mqtt or websockets, not '" + line.value() + "'");
        };
    }

    /// One of the settings that stand behind an address.
    void set(String key, String value) {
        settings.put(key, value);
    }

    /// The same, unless something else was said of it.
    void standard(String key, String value) {
        settings.putIfAbsent(key, value);
    }

    void passwords(Line line) {
        passwords = line;
    }

    void acl(Line line) {
        acl = line;
    }

    void ownIds(@Nullable Line line) {
        ownIds = line;
    }

    @Nullable
    Line ownIds() {
        return ownIds;
    }

    @Nullable
    Line passwords() {
        return passwords;
    }

    @Nullable
    Line acl() {
        return acl;
    }

    /// As `--listen` takes it.
    String uri() {
        boolean tls = settings.containsKey("tls-cert");
        String address = socket != null
                ? "unix://" + socket
                : scheme(tls) + "://" + host() + ":" + (port == null ? STANDARD_PORT : port)
                        + (webSocket ? "/mqtt" : "");
        if (settings.isEmpty()) {
            return address;
        }
        return address + "?" + settings.entrySet()
                .stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private String scheme(boolean tls) {
        return webSocket ? tls ? "wss" : "ws" : tls ? "mqtts" : "mqtt";
    }

    private String host() {
        String name = host;
        if (name == null) {
            return ipv6 ? "[::]" : "0.0.0.0";
        }
        return name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name;
    }

    private static int port(Line line, String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= HIGHEST_PORT) {
                return port;
            }
        } catch (NumberFormatException wrong) {
            // said below
        }
        throw line.wrong("has no port '" + text + "'; a port is 0 to 65535");
    }
}
