package tidings.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tidings.cli.MosquittoConf.Line;

/// What each directive of a `mosquitto.conf` means here.
final class MosquittoDirectives {

    /// Of the topic and the properties, which mosquitto's limit of a message leaves out, and its own of a packet.
    private static final long BESIDE_PAYLOAD = 128 << 10;
    private static final long LEAST_PACKET = 1 << 20;
    private static final int LARGEST_PACKET = 268_435_456;
    private static final List<String> LEVELS = List.of("error", "warn", "info", "debug");

    /// What changes nothing here, or nothing that anybody relies on.
    private static final Set<String> IGNORED = Set.of(
            "allow_duplicate_messages", "auth_plugin_deny_special_chars", "autosave_interval",
            "autosave_on_changes", "ciphers", "ciphers_tls1.3", "connection_messages",
            "dhparamfile", "http_dir", "log_dest", "log_facility", "log_timestamp", "log_timestamp_format",
            "max_inflight_bytes", "memory_limit", "packet_buffer_size", "pid_file", "plugin_load",
            "queue_qos0_messages", "retain_expiry_interval", "retry_interval",
            "set_tcp_nodelay", "store_clean_interval", "sys_topics", "tls_keyform", "upgrade_outgoing_qos", "user",
            "websockets_headers_size", "websockets_log_level", "accept_protocol_versions",
            "enable_control_api", "global_plugin", "persistent_client_expiry_mode");

    /// What others rely on and is not here.
    private static final Map<String, String> REFUSED = Map.of(
            "bind_interface", "is not known here; name the interface's address behind 'listener'",
            "clientid_prefixes", "is not known here; have an acl_file use %c instead",
            "mount_point", "is not known here: topics would be everybody's",
            "bridge_identity", "is not known here: TLS is by certificates alone",
            "bridge_psk", "is not known here: TLS is by certificates alone",
            "psk_hint", "is not known here: TLS is by certificates alone",
            "psk_file", "is not known here: TLS is by certificates alone",
            "use_username_as_clientid", "is not known here; have an acl_file use %u instead",
            "tls_engine", "is not known here: keys are in files",
            "tls_engine_kpass_sha1", "is not known here: keys are in files");

    private final MosquittoConf conf;
    private final Map<String, BiConsumer<MosquittoConf, Line>> meanings = new HashMap<>();
    private final Set<String> logTypes = new HashSet<>();
    private final List<String> bridges = new ArrayList<>();
    private @Nullable Line persistence;
    private String persistenceFolder = "";
    private String persistenceFile = "mosquitto.db";
    private String plugin = "";

    MosquittoDirectives(MosquittoConf conf) {
        this.conf = conf;
        listeners();
        transport();
        access();
        limits();
        bridges();
        rest();
    }

    /// @throws CommandException if it cannot be done
    void obey(Line line) {
        BiConsumer<MosquittoConf, Line> meaning = meanings.get(line.name());
        if (meaning != null) {
            if (line.value().isEmpty()) {
                throw line.wrong("has no value");
            }
            meaning.accept(conf, line);
        } else if (REFUSED.containsKey(line.name())) {
            throw line.wrong(REFUSED.get(line.name()));
        } else if (IGNORED.contains(line.name())) {
            conf.ignore(line);
        } else {
            List<String> known = new ArrayList<>(meanings.keySet());
            known.addAll(IGNORED);
            throw line.wrong("is no directive; did you mean '" + Nearest.to(line.name(), known) + "'?");
        }
    }

    private void listeners() {
        meanings.put("listener", (all, line) -> all.begin(MosquittoListener.of(line)));
        meanings.put("port", (all, line) -> all.standard().port(line));
        meanings.put("bind_address", (all, line) -> all.standard().host(line));
        meanings.put("protocol", (all, line) -> all.listener().protocol(line));
        meanings.put("socket_domain", (all, line) -> all.listener().socketDomain(line));
        meanings.put("max_connections", (all, line) -> {
            long most = line.number(-1);
            if (most > 0) {
                all.listener().set("max-connections", String.valueOf(most));
            }
        });
        meanings.put("enable_proxy_protocol", (all, line) -> all.listener().set("proxy-protocol", "true"));
        meanings.put("proxy_protocol_v2_require_tls", (all, line) -> all.ignore(line));
        meanings.put("websockets_origin", (all, line) -> all.listener().set("origin", line.value()));
    }

    private void transport() {
        file("certfile", "tls-cert");
        file("keyfile", "tls-key");
        file("cafile", "tls-client-ca");
        file("capath", "tls-client-ca");
        file("crlfile", "tls-crl");
        meanings.put("require_certificate", (all, line) -> all.listener()
                .set(
                        "tls-clients", line.isTrue() ? "required" : "none"));
        meanings.put("use_identity_as_username", (all, line) -> identity(line, "cn"));
        meanings.put("use_subject_as_username", (all, line) -> identity(line, "subject"));
        meanings.put("tls_version", (all, line) -> all.listener().set("tls-versions", switch (line.value()) {
            case "tlsv1.3" -> "TLSv1.3";
            case "tlsv1.2" -> "TLSv1.2";
            default -> throw line.wrong("is tlsv1.2 or tlsv1.3, not '" + line.value() + "'");
        }));
    }

    private void file(String name, String key) {
        meanings.put(name, (all, line) -> {
            all.listener().set(key, line.value());
            if (key.equals("tls-client-ca")) {
                all.listener().set("tls-chain", line.value()); // OpenSSL looks there for both
                all.listener().standard("tls-clients", "none");
            }
        });
    }

    private void identity(Line line, String what) {
        if (line.isTrue()) {
            conf.listener().set("tls-user-name", what);
        }
    }

    private void access() {
        meanings.put("per_listener_settings", (all, line) -> all.access().perListener(line));
        meanings.put("allow_anonymous", (all, line) -> all.access().anonymous(line, all.listener()));
        meanings.put("password_file", (all, line) -> all.access().passwords(line, all.listener()));
        meanings.put("acl_file", (all, line) -> all.access().acl(line, all.listener()));
        meanings.put("check_retain_source", (all, line) -> {
            if (!line.isTrue()) { // it is always looked at
                all.ignore(line);
            }
        });
        meanings.put("allow_zero_length_clientid",
                (all, line) -> all.access().ownIds(line, all.listener()));
        meanings.put("auto_id_prefix", (all, line) -> all.set("client-id-prefix", line, line.value()));
        meanings.put("plugin", this::plugin);
        meanings.put("auth_plugin", this::plugin);
        meanings.put("plugin_opt_password_file", (all, line) -> option(line, () -> all.access()
                .passwords(line, all.listener())));
        meanings.put("plugin_opt_acl_file", (all, line) -> option(line, () -> all.access()
                .acl(line, all.listener())));
    }

    /// Those of mosquitto's own that only do what directives did before.
    private void plugin(MosquittoConf all, Line line) {
        plugin = Path.of(line.value()).getFileName().toString().replaceFirst("\\.(so|dll)$", "");
        switch (plugin) {
            case "mosquitto_password_file", "mosquitto_acl_file" -> {}
            case "mosquitto_persist_sqlite" -> persistence = line;
            default ->
                throw line.wrong("cannot be: '" + plugin + "' is a plug-in of mosquitto, which has no place here");
        }
    }

    private void option(Line line, Runnable meaning) {
        if (plugin.isEmpty()) {
            throw line.wrong("belongs to no plugin");
        }
        meaning.run();
    }

    private void limits() {
        number("global_max_connections", "max-connections", 1);
        number("max_inflight_messages", "receive-maximum", 65_535);
        number("max_queued_messages", "max-queued-messages", Integer.MAX_VALUE);
        number("max_queued_bytes", "max-queued-bytes", Integer.MAX_VALUE);
        number("max_topic_alias", "max-topic-aliases", 0);
        number("max_topic_alias_broker", "max-topic-aliases", 0);
        number("max_packet_size", "max-packet-size", LARGEST_PACKET);
        number("global_max_clients", "max-sessions", Integer.MAX_VALUE);
        meanings.put("message_size_limit", (all, line) -> messageSize(line));
        for (String name : List.of("max_qos", "maximum_qos")) {
            meanings.put(name, (all, line) -> all.set("max-qos", line, String.valueOf(line.number(0))));
        }
        meanings.put("retain_available", (all, line) -> all.set("no-retain", line, String.valueOf(!line.isTrue())));
        meanings.put("max_keepalive", (all, line) -> all.set("max-keepalive", line, line.number(0) + "s"));
        meanings.put("sys_interval", (all, line) -> all.set("sys-interval", line, line.number(0) + "s"));
        meanings.put("persistent_client_expiration",
                (all, line) -> all.set("max-session-expiry", line, expiration(line)));
    }

    /// @param unlimited what 0 means, which is no limit with mosquitto
    private void number(String name, String key, int unlimited) {
        meanings.put(name, (all, line) -> {
            long number = line.number(0);
            all.set(key, line, String.valueOf(number == 0 ? unlimited : number));
        });
    }

    /// The payload is limited, and packets are as far as that lets them.
    private void messageSize(Line line) {
        long most = line.number(0);
        if (most > 0) {
            conf.set("max-payload-size", line, String.valueOf(Math.min(most, Integer.MAX_VALUE)));
        }
        long packet = most == 0 ? LARGEST_PACKET : Math.max(LEAST_PACKET, most + BESIDE_PAYLOAD);
        conf.standard("max-packet-size", line, String.valueOf(Math.min(packet, LARGEST_PACKET)));
    }

    private static String expiration(Line line) {
        if (!line.value().matches("[1-9]\\d{0,4}[hdwmy]")) {
            throw line.wrong("is a number with h, d, w, m or y behind it, not '" + line.value() + "'");
        }
        long count = Long.parseLong(line.value().substring(0, line.value().length() - 1));
        return switch (line.value().charAt(line.value().length() - 1)) {
            case 'h' -> count + "h";
            case 'd' -> count + "d";
            case 'w' -> count * 7 + "d";
            case 'm' -> count * 30 + "d";
            default -> count * 365 + "d";
        };
    }

    /// A section goes by its place: what it says is read there ([MosquittoBridge]).
    private void bridges() {
        meanings.put("connection", (all, line) -> {
            bridges.add(MosquittoBridge.place(line));
            all.set("bridge", line, String.join(",", bridges));
        });
        for (String name : MosquittoBridge.DIRECTIVES) {
            meanings.put(name, (all, line) -> {
                if (bridges.isEmpty()) {
                    throw line.wrong("belongs to a connection, and there is none before it");
                }
            });
        }
        MosquittoBridge.IGNORED.forEach(name -> meanings.put(name, (all, line) -> all.ignore(line)));
    }

    private void rest() {
        meanings.put("include_dir", MosquittoConf::includeFolder);
        meanings.put("log_type", (all, line) -> logType(line));
        for (String name : List.of("persistence", "retained_persistence")) {
            meanings.put(name, (all, line) -> {
                persistence = line.isTrue() ? line : null;
                data();
            });
        }
        meanings.put("persistence_location", (all, line) -> {
            persistenceFolder = line.value();
            data();
        });
        meanings.put("persistence_file", (all, line) -> {
            persistenceFile = line.value();
            data();
        });
    }

    /// A folder of our own beside mosquitto's file, which is another format.
    private void data() {
        if (persistence != null) {
            conf.set("data", persistence, Path.of(persistenceFolder).resolve(persistenceFile + ".tidings").toString());
        }
    }

    private void logType(Line line) {
        logTypes.add(line.value().toLowerCase(Locale.ROOT));
        int most = 0;
        for (String type : logTypes) {
            most = Math.max(most, switch (type) {
                case "none", "error" -> 0;
                case "warning" -> 1;
                case "notice", "information", "subscribe", "unsubscribe", "websockets" -> 2;
                case "debug", "all", "internal" -> 3;
                default -> throw line.wrong("knows no '" + type + "'");
            });
        }
        conf.set("log-level", line, LEVELS.get(most));
    }
}
