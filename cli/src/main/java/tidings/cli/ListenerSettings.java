package tidings.cli;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.broker.Listener;
import tidings.broker.Tls.ClientCertificates;

/// What is said of one listener behind its address: `KEY=VALUE&KEY=VALUE`, a key several times where there are several
/// values.
final class ListenerSettings {

    private static final List<String> KEYS = List.of(
            "anonymous", "max-connections", "proxy-protocol", "proxy", "origin", "tls-cert", "tls-chain", "tls-key",
            "tls-key-password-file", "tls-client-ca", "tls-clients", "tls-crl", "tls-user-name", "tls-versions",
            "tls-ciphers", "tls-alpn");

    private final Map<String, List<String>> values;

    private ListenerSettings(Map<String, List<String>> values) {
        this.values = values;
    }

    /// @throws IllegalArgumentException if there is no such setting
    static ListenerSettings parse(String query) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String setting : query.isEmpty() ? new String[0] : query.split("&")) {
            int equals = setting.indexOf('=');
            String key = equals < 0 ? setting : setting.substring(0, equals);
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException(
                        "A listener has no setting '" + key + "'; did you mean '" + Nearest.to(key, KEYS) + "'?");
            }
            String value = equals < 0 ? "true" : setting.substring(equals + 1);
            values.computeIfAbsent(key, any -> new ArrayList<>())
                    .add(URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return new ListenerSettings(values);
    }

    /// A listener with all that is said of it but TLS.
    Listener applyTo(Listener listener) {
        Listener changed = listener;
        if (values.containsKey("anonymous")) {
            changed = changed.allowAnonymous(isTrue("anonymous"));
        }
        if (values.containsKey("max-connections")) {
            changed = changed.connections(Integer.parseInt(text("max-connections", "")));
        }
        if (values.containsKey("proxy") || (values.containsKey("proxy-protocol") && isTrue("proxy-protocol"))) {
            changed = changed.behindProxies(all("proxy", List.of()).toArray(String[]::new));
        }
        return changed.origins(all("origin", List.of()).toArray(String[]::new));
    }

    /// @param general what holds where nothing is said of this one
    String text(String key, String general) {
        List<String> said = values.get(key);
        return said == null ? general : said.get(said.size() - 1);
    }

    @Nullable
    Path path(String key, @Nullable Path general) {
        List<String> said = values.get(key);
        return said == null ? general : Path.of(said.get(said.size() - 1));
    }

    List<String> all(String key, List<String> general) {
        return values.getOrDefault(key, general);
    }

    @Nullable
    ClientCertificates clients(@Nullable ClientCertificates general) {
        return values.containsKey("tls-clients")
                ? ClientCertificates.valueOf(text("tls-clients", "").toUpperCase(Locale.ROOT))
                : general;
    }

    private boolean isTrue(String key) {
        return switch (text(key, "")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(key + " is true or false, not '" + text(key, "") + "'");
        };
    }
}
