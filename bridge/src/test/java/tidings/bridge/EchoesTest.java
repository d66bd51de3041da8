package tidings.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;

class EchoesTest {

    private static final Message SENT = Message.of("a", "x");

    private final Echoes echoes = new Echoes();

    @Test
    void whatWasSentComesBackOnce() {
        echoes.expect(SENT, 0);
        assertThat(echoes.isOne(Message.of("b", "x"), 1)).isFalse();
        assertThat(echoes.isOne(Message.of("a", "y"), 1)).isFalse();
        assertThat(echoes.isOne(SENT.withQos(Qos.AT_LEAST_ONCE).withRetain(true), 1)).isTrue();
        assertThat(echoes.isOne(SENT, 1)).isFalse();
    }

    @Test
    void whatWasSentTwiceComesBackTwice() {
        echoes.expect(SENT, 0);
        echoes.expect(SENT, 1);
        assertThat(echoes.isOne(SENT, 2)).isTrue();
        assertThat(echoes.isOne(SENT, 2)).isTrue();
        assertThat(echoes.isOne(SENT, 2)).isFalse();
    }

    @Test
    void afterAWhileItIsNoEchoAnyMore() {
        echoes.expect(SENT, 0);
        assertThat(echoes.isOne(SENT, TimeUnit.SECONDS.toNanos(30))).isFalse();
    }

    @Test
    void theMemoryIsLimited() {
        for (int i = 0; i <= 10_000; i++) {
            echoes.expect(Message.of("a", "" + i), 0);
        }
        assertThat(echoes.isOne(Message.of("a", "0"), 1)).isFalse();
        assertThat(echoes.isOne(Message.of("a", "1"), 1)).isTrue();
        assertThat(echoes.isOne(Message.of("a", "10000"), 1)).isTrue();
    }
}
