package tidings.tinkerforge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    @ParameterizedTest
    @CsvSource({
        "request/d/u/f, request, d, u, f, response/d/u/f",
        "request/d/u/f/, request, d, u, f, response/d/u/f/",
        "request/d/u/f//a/, request, d, u, f, response/d/u/f//a/",
        "request/d//f, request, d, '', f, response/d//f",
        "register/d/u/f/s/t, register, d, u, f, callback/d/u/f/s/t",
        "callback/d/u/f, callback, d, u, f, callback/d/u/f",
        "request/ip_connection/f, request, ip_connection, '', f, response/ip_connection/f",
        "request/bindings/f/s, request, bindings, '', f, response/bindings/f/s"})
    void saysWhoIsAskedWhat(
            String topic, String operation, String device, String uid, String function, String answer) {
        assertThat(Address.of("p/" + topic, 2))
                .isEqualTo(new Address(operation, device, uid, function, "p/" + answer));
        assertThat(Address.of(topic, 0)).isEqualTo(new Address(operation, device, uid, function, answer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "request", "request/d", "request/d/u", "request/ip_connection", "request/bindings"})
    void missesLevels(String topic) {
        assertThat(Address.of(topic, 0)).isNull();
        assertThat(Address.of(topic, 100)).isNull();
    }
}
