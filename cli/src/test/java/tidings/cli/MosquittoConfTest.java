package tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a `mosquitto.conf` becomes, and what it does not.
class MosquittoConfTest {

    private static final Set<String> KEYS = Settings.options(
            Main.line(new PrintWriter(Writer.nullWriter()), "broker").getSubcommands().get("broker").getCommandSpec())
            .keySet();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "port 1884                                              | listen              | mqtt://0.0.0.0:1884",
        "port 1884;bind_address 127.0.0.1                       | listen              | mqtt://127.0.0.1:1884",
        "listener 1884 ::1                                      | listen              | mqtt://[::1]:1884",
        "listener 1884;socket_domain ipv6                       | listen              | mqtt://[::]:1884",
        "listener 0 /run/m.sock                                 | listen              | unix:///run/m.sock",
        "listener 9001;protocol websockets                      | listen              | ws://0.0.0.0:9001/mqtt",
        "port 1;listener 2;max_connections 5                    | listen              | mqtt://0.0.0.0:1,mqtt://0.0.0.0:2?max-connections=5",
        "listener 1;enable_proxy_protocol 2                     | listen              | mqtt://0.0.0.0:1?proxy-protocol=true",
        "listener 1;certfile a,b.pem;keyfile k                  | listen              | mqtts://0.0.0.0:1?tls-cert=a%2Cb.pem&tls-key=k",
        "listener 1;certfile c;cafile a                         | listen              | mqtts://0.0.0.0:1?tls-cert=c&tls-client-ca=a&tls-chain=a&tls-clients=none",
        "listener 1;certfile c;cafile a;require_certificate true;use_identity_as_username true | listen | mqtts://0.0.0.0:1?tls-cert=c&tls-client-ca=a&tls-chain=a&tls-clients=required&tls-user-name=cn",
        "listener 1;certfile c;tls_version tlsv1.3              | listen              | mqtts://0.0.0.0:1?tls-cert=c&tls-versions=TLSv1.3",
        "max_keepalive 60                                       | listen              | mqtt://127.0.0.1:1883",
        "max_keepalive 60                                       | allow-anonymous     | true",
        "listener 1;allow_anonymous true                        | allow-anonymous     | true",
        "listener 1;password_file p                             | passwords           | p",
        "listener 1;acl_file a                                  | acl                 | a",
        "listener 1;plugin /usr/lib/mosquitto_password_file.so;plugin_opt_password_file p | passwords | p",
        "per_listener_settings true;listener 1;allow_anonymous true;listener 2 | listen  | mqtt://0.0.0.0:1?anonymous=true,mqtt://0.0.0.0:2",
        "per_listener_settings true;listener 1;password_file p  | passwords           | p",
        "max_inflight_messages 20                               | receive-maximum     | 20",
        "max_inflight_messages 0                                | receive-maximum     | 65535",
        "max_queued_messages 0                                  | max-queued-messages | 2147483647",
        "max_qos 1                                              | max-qos             | 1",
        "max_qos 0                                              | max-qos             | 0",
        "maximum_qos 1                                          | max-qos             | 1",
        "port 1                                                 | max-topic-levels    | 201",
        "port 1;check_retain_source true                        | max-topic-size      | 65535",
        "retain_available false                                 | no-retain           | true",
        "max_keepalive 90                                       | max-keepalive       | 90s",
        "sys_interval 0                                         | sys-interval        | 0s",
        "persistent_client_expiration 2w                        | max-session-expiry  | 14d",
        "port 1                                                 | max-session-expiry  | 4294967295s",
        "message_size_limit 100                                 | max-payload-size    | 100",
        "message_size_limit 100                                 | max-packet-size     | 1048576",
        "message_size_limit 2000000                             | max-packet-size     | 2131072",
        "message_size_limit 0                                   | max-packet-size     | 268435456",
        "max_packet_size 5000;message_size_limit 100            | max-packet-size     | 5000",
        "allow_zero_length_clientid false                       | require-client-id   | true",
        "per_listener_settings true;listener 1;allow_zero_length_clientid false | require-client-id | true",
        "auto_id_prefix auto-meter-                             | client-id-prefix    | auto-meter-",
        "max_packet_size 5000                                   | max-packet-size     | 5000",
        "persistence true;persistence_location /var/lib/m/      | data                | /var/lib/m/mosquitto.db.tidings",
        "retained_persistence true                              | data                | mosquitto.db.tidings",
        "log_type error;log_type warning                        | log-level           | warn",
        "log_type all                                           | log-level           | debug",
    })
    void saysTheSameAsOptions(String conf, String key, String value) throws IOException {
        assertThat(read(conf)).containsEntry(key, value);
    }

    @Test
    void withoutPersistenceNothingIsStored() throws IOException {
        assertThat(read("persistence_location /var/lib/m/;persistence false")).doesNotContainKey("data");
    }

    @Test
    void withAListenerNobodyComesInUnlessItIsSaid() throws IOException {
        assertThat(read("listener 1883")).doesNotContainKey("allow-anonymous");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "port 1;max_conections 5                        | line 2: max_conections is no directive; did you mean 'max_connections'?",
        "port many                                      | line 1: port has no port 'many'",
        "port 70000                                     | line 1: port has no port '70000'",
        "listener 1;protocol amqp                       | line 2: protocol is mqtt or websockets, not 'amqp'",
        "allow_anonymous maybe                          | line 1: allow_anonymous is true or false, not 'maybe'",
        "password_file                                  | line 1: password_file has no value",
        "max_queued_messages -1                         | line 1: max_queued_messages is a number from 0 on, not '-1'",
        "persistent_client_expiration soon              | line 1: persistent_client_expiration is a number with h, d",
        "mount_point a/                                 | line 1: mount_point is not known here",
        "clientid_prefixes a                            | line 1: clientid_prefixes is not known here",
        "connection c;bridge_psk ab                     | line 2: bridge_psk is not known here",
        "psk_file p                                     | line 1: psk_file is not known here",
        "auth_plugin /usr/lib/go-auth.so                | line 1: auth_plugin cannot be: 'go-auth' is a plug-in",
        "per_listener_settings true;listener 1;acl_file a;listener 2 | line 3: acl_file differs between listeners",
        "per_listener_settings true;listener 1;password_file a;listener 2;password_file b | line 5: password_file differs",
        "per_listener_settings true;listener 1;allow_zero_length_clientid false;listener 2;allow_zero_length_clientid true | line 3: allow_zero_length_clientid differs",
        "include_dir /no/such/folder                    | line 1: include_dir names a folder that cannot be read",
    })
    void refusesWhatItCannotDo(String conf, String words) {
        assertThatThrownBy(() -> read(conf)).isInstanceOf(CommandException.class).hasMessageContaining(words);
    }

    @Test
    void readsTheFilesOfAFolderInOrder() throws IOException {
        Path more = Files.createDirectory(folder.resolve("conf.d"));
        Files.writeString(more.resolve("2.conf"), "max_queued_messages 2\n");
        Files.writeString(more.resolve("1.conf"), "# first\n\nlistener 1\nmax_queued_messages 1\n");
        Files.writeString(more.resolve("3.txt"), "nonsense\n");
        assertThat(read("include_dir " + more)).containsEntry("max-queued-messages", "2")
                .containsEntry("listen", "mqtt://0.0.0.0:1");
    }

    @Test
    void whatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> MosquittoConf.read(folder.resolve("absent.conf")))
                .hasMessageContaining("absent.conf (--mosquitto-conf): there is no such file");
    }

    /// @param conf lines, a semicolon behind each
    private Map<String, String> read(String conf) throws IOException {
        Path file = Files.writeString(folder.resolve("mosquitto.conf"), conf.replace(";", "\n") + "\n");
        Map<String, String> settings = new HashMap<>();
        MosquittoConf.read(file).settings(KEYS).forEach((key, value) -> settings.put(key, value.text()));
        return settings;
    }
}
