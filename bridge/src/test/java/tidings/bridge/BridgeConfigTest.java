package tidings.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.client.MqttConfig;
import tidings.mqtt.Bytes;

class BridgeConfigTest {

    @Test
    void keepsItsSessionsAndTellsThatItStands() {
        BridgeConfig config = BridgeConfig.builder("b")
                .address("mqtt://there")
                .remoteClientId("site.b")
                .topic("#")
                .build();
        assertThat(config.remote().cleanStart()).isFalse();
        assertThat(config.remote().sessionExpiry()).isEqualTo(MqttConfig.NEVER);
        assertThat(config.local().clientId()).isEqualTo("local.site.b");
        assertThat(config.notifications().topic()).isEqualTo("$SYS/broker/connection/site.b/state");
        assertThat(config.remote().will().topic().text()).isEqualTo("$SYS/broker/connection/site.b/state");
    }

    @Test
    void isNamedForItsMachineByDefault() {
        BridgeConfig config = BridgeConfig.builder("b").address("mqtt://there").topic("#").build();
        assertThat(config.remote().clientId()).endsWith(".b").hasSizeGreaterThan(2);
    }

    @Test
    void tellsNobodyWhereThatIsNotWanted() {
        BridgeConfig config = BridgeConfig.builder("b")
                .address("mqtt://there")
                .notifications(false)
                .topic("#")
                .build();
        assertThat(config.notifications()).isNull();
        assertThat(config.remote().will()).isNull();
    }

    @Test
    void showsNoSecrets() {
        BridgeConfig config = BridgeConfig.builder("b")
                .address("mqtt://user:secret@there")
                .localLogin("user", Bytes.utf8("secret"))
                .topic("#")
                .build();
        assertThat(config.toString() + config.local()).doesNotContain("secret");
        assertThat(config.remote().password()).isEqualTo(Bytes.utf8("secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "#"})
    void hasANameThatFitsIntoATopic(String name) {
        assertThatThrownBy(() -> BridgeConfig.builder(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> BridgeConfig.builder("b").topic("#").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bridge b has no address");
        assertThatThrownBy(() -> BridgeConfig.builder("b").address("mqtt://there").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bridge b has no topic");
        assertThatThrownBy(() -> BridgeConfig.builder("b").address("gopher://there").topic("#").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bridge b: There is no scheme 'gopher'");
    }
}
