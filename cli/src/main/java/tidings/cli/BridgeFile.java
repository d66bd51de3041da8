package tidings.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import picocli.CommandLine.TypeConversionException;
import tidings.bridge.BridgeConfig;
import tidings.client.MqttConfig;
import tidings.client.Tls;

/// A bridge as a file describes it: lines of `KEY: VALUE`. Paths in it are seen from its folder.
final class BridgeFile {

    private static final List<String> KEYS = List.of(
            "name", "address", "topics", "user", "password", "password-file", "client-id", "local-client-id", "version",
            "keep-alive", "clean-session", "first-delay", "longest-delay", "ca", "cert", "key", "insecure",
            "notifications", "notifications-local-only", "notification-topic", "marked", "outgoing-retain");

    private final Path file;
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private BridgeFile(Path file) {
        this.file = file;
    }

    /// Reads a file.
    ///
    /// @throws CommandException if it cannot be read, or what it says cannot be
    static BridgeConfig.Builder read(Path path) {
        BridgeFile bridge = new BridgeFile(path);
        try {
            bridge.parse(Files.readString(path));
            BridgeConfig.Builder config = bridge.config();
            config.build(); // what does not go together is told here, with the file's name
            return config;
        } catch (IOException unreadable) {
            throw CommandException.unreadable(path, "--bridge", unreadable);
        } catch (YamlEngineException | IllegalArgumentException | TypeConversionException wrong) {
            throw new CommandException(ExitStatus.FAILED, path + " (--bridge): " + wrong.getMessage());
        }
    }

    private void parse(String text) {
        Object root = new Load(LoadSettings.builder().setLabel(file.toString()).build()).loadFromString(text);
        if (!(root instanceof Map<?, ?> entries)) {
            throw new IllegalArgumentException("lines of KEY: VALUE are expected");
        }
        entries.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (!KEYS.contains(name)) {
                throw new IllegalArgumentException(
                        "there is no key '" + name + "'; did you mean '" + Nearest.to(name, KEYS) + "'?");
            }
            List<?> list = value instanceof List<?> several ? several : List.of(String.valueOf(value));
            values.put(name, list.stream().map(String::valueOf).toList());
        });
    }

    private BridgeConfig.Builder config() throws IOException {
        BridgeConfig.Builder config = BridgeConfig.builder(text("name", file.getFileName()
                .toString()
                .replaceFirst("\\.[^.]*$", "")));
        all("address").forEach(config::address);
        all("topics").forEach(config::topic);
        String password = password();
        config.remote(remote -> remote(remote, password));
        if (has("client-id")) {
            config.remoteClientId(text("client-id", ""));
        }
        if (has("local-client-id")) {
            config.localClientId(text("local-client-id", ""));
        }
        if (has("notification-topic")) {
            config.notificationTopic(text("notification-topic", ""));
        }
        return config.cleanSession(flag("clean-session", false))
                .notifications(flag("notifications", true))
                .notificationsLocalOnly(flag("notifications-local-only", false))
                .marked(flag("marked", true))
                .outgoingRetain(flag("outgoing-retain", true));
    }

    private MqttConfig.Builder remote(MqttConfig.Builder remote, @Nullable String password) {
        if (has("user")) {
            remote.credentials(text("user", ""), password);
        }
        if (has("version")) {
            remote.version(new VersionOption().convert(text("version", "")));
        }
        if (has("keep-alive")) {
            remote.keepAlive(time("keep-alive", "60s"));
        }
        if (has("first-delay") || has("longest-delay")) {
            remote.reconnect(r -> r.delay(time("first-delay", "1s"), time("longest-delay", "30s")));
        }
        return remote.tls(this::tls);
    }

    private Tls tls(Tls tls) {
        Tls changed = has("ca") ? tls.trust(path("ca")) : tls;
        if (has("cert") != has("key")) {
            throw new IllegalArgumentException("'cert' and 'key' go together");
        }
        if (has("cert")) {
            changed = changed.identity(path("cert"), path("key"));
        }
        return flag("insecure", false) ? changed.insecureHostname() : changed;
    }

    private @Nullable String password() throws IOException {
        if (!has("password-file")) {
            return has("password") ? text("password", "") : null;
        }
        List<String> lines = Files.readAllLines(path("password-file"));
        return lines.isEmpty() ? "" : lines.get(0);
    }

    private boolean has(String key) {
        return values.containsKey(key);
    }

    private List<String> all(String key) {
        return values.getOrDefault(key, List.of());
    }

    private String text(String key, String otherwise) {
        List<String> given = all(key);
        if (given.size() > 1) {
            throw new IllegalArgumentException("'" + key + "' has one value");
        }
        return given.isEmpty() ? otherwise : given.get(0);
    }

    private boolean flag(String key, boolean otherwise) {
        String word = text(key, String.valueOf(otherwise));
        if (!word.equals("true") && !word.equals("false")) {
            throw new IllegalArgumentException("'" + key + "' is true or false, not '" + word + "'");
        }
        return word.equals("true");
    }

    private Duration time(String key, String otherwise) {
        return new DurationOption().convert(text(key, otherwise));
    }

    private Path path(String key) {
        return file.toAbsolutePath().resolveSibling(text(key, ""));
    }
}
