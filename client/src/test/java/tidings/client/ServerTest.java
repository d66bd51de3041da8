package tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Addresses of servers, as people write them.
class ServerTest {

    @ParameterizedTest
    @CsvSource({
        "localhost, mqtt://localhost:1883",
        "localhost:1884, mqtt://localhost:1884",
        "mqtt://my_host, mqtt://my_host:1883",
        "MQTT://[::1]:2000, mqtt://[::1]:2000",
        "tcp://10.0.0.1, mqtt://10.0.0.1:1883",
        "mqtt://user:p%40ss@broker, mqtt://broker:1883",
        "mqtts://broker, mqtts://broker:8883",
        "ssl://broker:1, mqtts://broker:1",
        "ws://broker, ws://broker:80/mqtt",
        "ws://broker/, ws://broker:80/",
        "wss://broker:8084/a/b?c=d, wss://broker:8084/a/b?c=d",
        "mqtt+unix:///run/mqtt.sock, mqtt+unix:///run/mqtt.sock",
        "unix:///run/mqtt.sock, mqtt+unix:///run/mqtt.sock",
        "mqtt+srv://example.org, mqtt+srv://example.org",
        "mqtts+srv://example.org, mqtts+srv://example.org",
    })
    void uriIsUnderstood(String uri, String same) {
        assertThat(Server.parse(uri)).hasToString(same);
        assertThat(Server.parse(same)).isEqualTo(Server.parse(uri));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "http://broker", "mqtt://", "mqtt://broker:0", "mqtt://broker:70000", "mqtt://broker/path", "mqtt://a b",
        "mqtt+unix://host/path", "mqtt+unix://", "mqtt+srv://example.org:1883", "mqtt://u:secret@bro ker", "ws://?x"})
    void whatIsNoServerIsRefusedWithoutShowingALogin(String uri) {
        assertThatThrownBy(() -> MqttClient.builder().server(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void severalServersShareOneLogin() {
        assertThatThrownBy(() -> MqttClient.builder().servers(List.of("a", "mqtt://u:p@b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("credentials(..)");
        assertThatThrownBy(() -> MqttClient.builder().servers(List.of()).config())
                .isInstanceOf(IllegalArgumentException.class);
    }
}
