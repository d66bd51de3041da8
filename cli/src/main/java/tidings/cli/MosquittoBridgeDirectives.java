package tidings.cli;

import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import tidings.cli.MosquittoConf.Line;

/// What the directives behind `connection NAME` mean.
final class MosquittoBridgeDirectives {

    /// What changes nothing here, or nothing that anybody relies on.
    static final Set<String> IGNORED = Set.of(
            "bridge_alpn", "bridge_attempt_unsubscribe", "bridge_bind_address", "bridge_max_packet_size",
            "bridge_max_topic_alias", "bridge_receive_maximum", "bridge_reload_type", "bridge_require_ocsp",
            "bridge_session_expiry_interval", "bridge_tcp_keepalive", "bridge_tcp_user_timeout", "bridge_tls_version",
            "idle_timeout", "local_password", "local_username", "round_robin", "start_type", "threshold",
            "try_private", "bridge_outgoing_retain");

    private MosquittoBridgeDirectives() {}

    static void addTo(Map<String, BiConsumer<MosquittoConf, Line>> meanings) {
        meanings.put("connection", (all, line) -> all.begin(new MosquittoBridge(line)));
        meanings.put("address", (all, line) -> all.bridge(line).addresses(line));
        meanings.put("addresses", (all, line) -> all.bridge(line).addresses(line));
        meanings.put("topic", (all, line) -> all.bridge(line).topic(line));
        meanings.put("bridge_protocol_version", (all, line) -> all.bridge(line).version(line));
        meanings.put("restart_timeout", (all, line) -> all.bridge(line).restartTimeout(line));
        meanings.put("keepalive_interval",
                (all, line) -> all.bridge(line).set("keep-alive", line.number(5) + "s"));
        text("remote_username", "user", meanings);
        text("username", "user", meanings);
        text("remote_password", "password", meanings);
        text("password", "password", meanings);
        text("remote_clientid", "client-id", meanings);
        text("clientid", "client-id", meanings);
        text("local_clientid", "local-client-id", meanings);
        text("notification_topic", "notification-topic", meanings);
        flag("cleansession", "clean-session", meanings);
        flag("notifications", "notifications", meanings);
        flag("notifications_local_only", "notifications-local-only", meanings);
        flag("bridge_insecure", "insecure", meanings);
        meanings.put("bridge_cafile", (all, line) -> all.bridge(line).file("ca", line));
        meanings.put("bridge_certfile", (all, line) -> all.bridge(line).file("cert", line));
        meanings.put("bridge_keyfile", (all, line) -> all.bridge(line).file("key", line));
    }

    private static void text(String name, String key, Map<String, BiConsumer<MosquittoConf, Line>> meanings) {
        meanings.put(name, (all, line) -> all.bridge(line).set(key, line.value()));
    }

    private static void flag(String name, String key, Map<String, BiConsumer<MosquittoConf, Line>> meanings) {
        meanings.put(name, (all, line) -> all.bridge(line).set(key, String.valueOf(line.isTrue())));
    }
}
