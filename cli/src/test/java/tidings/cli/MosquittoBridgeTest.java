package tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.bridge.BridgeConfig;
import tidings.bridge.BridgeTopic;
import tidings.cli.Settings.Value;
import tidings.client.Tls.Trusted;
import tidings.mqtt.Bytes;
import tidings.mqtt.Version;

class MosquittoBridgeTest {

    @TempDir
    private Path folder;

    @Test
    void aSectionIsABridge() throws IOException {
        BridgeConfig config = read("""
                connection other
                address elsewhere
                topic #

                connection up
                addresses one.example.org:1884 two.example.org
                topic sensors/# out 1 "" sites/7/
                topic commands/# in 2
                remote_clientid site-7
                local_clientid here
                remote_username user
                remote_password secret
                keepalive_interval 20
                restart_timeout 2 20
                bridge_protocol_version mqttv50
                cleansession true
                notification_topic state/7
                notifications_local_only true
                bridge_outgoing_retain false
                max_inflight_messages 40
                """);
        assertThat(config.remote().servers()).extracting(Object::toString)
                .containsExactly("mqtt://one.example.org:1884", "mqtt://two.example.org:1883");
        assertThat(config.topics()).containsExactly(
                BridgeTopic.parse("sensors/# out 1 \"\" sites/7/"), BridgeTopic.parse("commands/# in 2"));
        assertThat(config.remote().clientId()).isEqualTo("site-7");
        assertThat(config.local().clientId()).isEqualTo("here");
        assertThat(config.remote().userName()).isEqualTo("user");
        assertThat(config.remote().password()).isEqualTo(Bytes.utf8("secret"));
        assertThat(config.remote().keepAlive()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.remote().reconnect().longestDelay()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.remote().version()).isEqualTo(Version.V5);
        assertThat(config.remote().cleanStart()).isTrue();
        assertThat(config.remote().will()).isNull();
        assertThat(config.outgoingRetain()).isFalse();
        assertThat(config.notifications()).isEqualTo(new BridgeConfig.Notifications("state/7", true));
    }

    @Test
    void whatIsNotSaidIsAsWithMosquitto() throws IOException {
        BridgeConfig config = read("connection up\naddress a\ntopic #\nbridge_cafile ca.pem\n");
        assertThat(config.remote().version()).isEqualTo(Version.V3_1_1);
        assertThat(config.remote().bridge()).isTrue();
        assertThat(config.remote().cleanStart()).isFalse();
        assertThat(config.remote().servers()).extracting(Object::toString).containsExactly("mqtts://a:8883");
        assertThat(config.remote().transport().tls().trusted()).isEqualTo(new Trusted.Pem(Path.of("ca.pem")));
        assertThat(config.marked()).isFalse();
        assertThat(config.outgoingRetain()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            topic a sideways                      | line 3: topic cannot be
            topic #,bridge_protocol_version 7     | line 4: bridge_protocol_version is mqttv31
            topic #,notifications perhaps         | line 4: notifications is true or false
            topic #,bridge_certfile x             | bridge_certfile and bridge_keyfile go together
            cleansession true                     | The bridge up has no topic
            """)
    void whatCannotBeIsNamed(String lines, String why) {
        assertThatThrownBy(() -> read("connection up\naddress a\n" + lines.replace(',', '\n') + "\n"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(why);
    }

    @Test
    void theFileNamesItsSections() throws IOException {
        Path file = Files.writeString(folder.resolve("m.conf"),
                "listener 1883\nconnection a\naddress x\ntopic #\nround_robin true\nconnection b\naddress y\ntopic #\n");
        Map<String, Value> settings = MosquittoConf.read(file).settings(Set.of("listen", "bridge"));
        assertThat(settings.get("bridge").text()).isEqualTo(file + "#a," + file + "#b");
        Files.writeString(file, "address x\n");
        assertThatThrownBy(() -> MosquittoConf.read(file)).hasMessageContaining("belongs to a connection");
    }

    private BridgeConfig read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("mosquitto.conf"), text);
        return MosquittoBridge.read(file + "#up").build();
    }
}
