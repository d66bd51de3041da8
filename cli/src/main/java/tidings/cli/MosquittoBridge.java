package tidings.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tidings.bridge.BridgeConfig;
import tidings.cli.MosquittoConf.Line;
import tidings.client.MqttConfig;
import tidings.client.Tls;
import tidings.mqtt.Bytes;
import tidings.mqtt.Version;

/// The section of a `mosquitto.conf` that begins with `connection NAME`: a bridge.
final class MosquittoBridge {

    /// What belongs to such a section.
    static final Set<String> DIRECTIVES = Set.of(
            "address", "addresses", "topic", "cleansession", "clientid", "remote_clientid", "local_clientid",
            "local_username", "local_password", "username", "remote_username", "password", "remote_password",
            "keepalive_interval", "notifications", "notification_topic", "notifications_local_only", "restart_timeout",
            "try_private", "bridge_protocol_version", "bridge_cafile", "bridge_capath", "bridge_certfile",
            "bridge_keyfile", "bridge_insecure", "bridge_alpn", "bridge_tls_version", "bridge_bind_address",
            "bridge_outgoing_retain");

    /// What changes nothing here, or nothing that anybody relies on.
    static final Set<String> IGNORED = Set.of(
            "bridge_attempt_unsubscribe", "bridge_max_packet_size", "bridge_max_topic_alias",
            "bridge_receive_maximum", "bridge_reload_type", "bridge_require_ocsp", "bridge_session_expiry_interval",
            "bridge_tcp_keepalive", "bridge_tcp_user_timeout", "idle_timeout", "local_cleansession", "round_robin",
            "start_type", "threshold");

    /// What a name is put behind, in the address of a section.
    static final String SECTION = "#";

    private final Map<String, Line> lines = new HashMap<>();
    private final BridgeConfig.Builder config;
    private final String name;

    private MosquittoBridge(String name) {
        this.name = name;
        this.config = BridgeConfig.builder(name);
    }

    /// Where a section is, as `--bridge` takes it.
    static String place(Line connection) {
        return connection.file() + SECTION + connection.value();
    }

    /// @param place `FILE#NAME`
    /// @throws CommandException if it cannot be read, or something in it cannot be
    static BridgeConfig.Builder read(String place) {
        int end = place.lastIndexOf(SECTION);
        Path file = Path.of(place.substring(0, end));
        MosquittoBridge bridge = new MosquittoBridge(place.substring(end + 1));
        try {
            bridge.read(file);
            bridge.finish();
            bridge.config.build(); // what does not go together is told here, with the file's name
            return bridge.config;
        } catch (IOException unreadable) {
            throw CommandException.unreadable(file, "--mosquitto-conf", unreadable);
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(ExitStatus.FAILED, file + " (--mosquitto-conf): " + wrong.getMessage());
        }
    }

    private void read(Path file) throws IOException {
        List<String> all = Files.readAllLines(file);
        boolean mine = false;
        for (int i = 0; i < all.size(); i++) {
            String[] words = all.get(i).strip().split("\\s+", 2);
            Line line = new Line(file, i + 1, words[0], words.length == 1 ? "" : words[1].strip());
            if (line.name().equals("connection")) {
                mine = line.value().equals(name);
            } else if (mine && DIRECTIVES.contains(line.name())) {
                obey(line);
            }
        }
    }

    private void obey(Line line) {
        switch (line.name()) {
            case "topic" -> topic(line);
            case "address", "addresses" -> lines.put("address", line);
            case "username", "remote_username" -> lines.put("username", line);
            case "password", "remote_password" -> lines.put("password", line);
            case "clientid", "remote_clientid" -> lines.put("clientid", line);
            default -> lines.put(line.name(), line);
        }
    }

    private void topic(Line line) {
        try {
            config.topic(line.value());
        } catch (IllegalArgumentException wrong) {
            throw line.wrong("cannot be: " + wrong.getMessage());
        }
    }

    private void finish() {
        boolean tls = has("bridge_cafile") || has("bridge_capath");
        for (String address : text("address", "").split("\\s+", -1)) {
            if (!address.isEmpty()) {
                config.address((tls ? "mqtts://" : "mqtt://") + address);
            }
        }
        if (has("clientid")) {
            config.remoteClientId(text("clientid", ""));
        }
        if (has("local_clientid")) {
            config.localClientId(text("local_clientid", ""));
        }
        if (has("notification_topic")) {
            config.notificationTopic(text("notification_topic", ""));
        }
        config.cleanSession(flag("cleansession", false))
                .notifications(flag("notifications", true))
                .notificationsLocalOnly(flag("notifications_local_only", false))
                .outgoingRetain(flag("bridge_outgoing_retain", true))
                .marked(false)
                .remote(this::remote);
    }

    private MqttConfig.Builder remote(MqttConfig.Builder remote) {
        remote.version(version()).bridge(flag("try_private", true));
        if (has("username")) {
            remote.credentials(text("username", ""), has("password") ? Bytes.utf8(text("password", "")) : null);
        }
        Line interval = lines.get("keepalive_interval");
        if (interval != null) {
            remote.keepAlive(Duration.ofSeconds(interval.number(0)));
        }
        Line times = lines.get("restart_timeout");
        if (times != null) {
            restart(remote, times);
        }
        if (has("bridge_bind_address")) {
            remote.socket(socket -> socket.localAddress(text("bridge_bind_address", "")));
        }
        return remote.tls(this::tls);
    }

    /// A number of seconds, or the first and the longest.
    private static void restart(MqttConfig.Builder remote, Line line) {
        String[] words = line.value().split("\\s+", -1);
        Line first = new Line(line.file(), line.number(), line.name(), words[0]);
        Line last = new Line(line.file(), line.number(), line.name(), words[words.length - 1]);
        Duration least = Duration.ofSeconds(first.number(1));
        Duration most = Duration.ofSeconds(last.number(1));
        remote.reconnect(r -> r.delay(least, most));
    }

    private Tls tls(Tls tls) {
        Tls changed = tls;
        if (has("bridge_cafile") || has("bridge_capath")) {
            changed = changed.trust(Path.of(text("bridge_cafile", text("bridge_capath", ""))));
        }
        if (has("bridge_certfile") != has("bridge_keyfile")) {
            throw new IllegalArgumentException("bridge_certfile and bridge_keyfile go together");
        }
        if (has("bridge_certfile")) {
            changed = changed.identity(Path.of(text("bridge_certfile", "")), Path.of(text("bridge_keyfile", "")));
        }
        if (has("bridge_alpn")) {
            changed = changed.alpn(text("bridge_alpn", ""));
        }
        if (has("bridge_tls_version")) {
            changed = changed.protocols(text("bridge_tls_version", "").replace("tlsv", "TLSv"));
        }
        return flag("bridge_insecure", false) ? changed.insecureHostname() : changed;
    }

    private Version version() {
        Line line = lines.get("bridge_protocol_version");
        if (line == null) {
            return Version.V3_1_1;
        }
        return switch (line.value()) {
            case "mqttv31" -> Version.V3_1;
            case "mqttv311" -> Version.V3_1_1;
            case "mqttv50" -> Version.V5;
            default -> throw line.wrong("is mqttv31, mqttv311 or mqttv50, not '" + line.value() + "'");
        };
    }

    private boolean has(String key) {
        return lines.containsKey(key);
    }

    private String text(String key, String otherwise) {
        Line line = lines.get(key);
        return line == null ? otherwise : line.value();
    }

    private boolean flag(String key, boolean otherwise) {
        Line line = lines.get(key);
        return line == null ? otherwise : line.isTrue();
    }
}
