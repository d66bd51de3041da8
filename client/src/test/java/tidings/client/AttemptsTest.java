package tidings.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tidings.client.engine.End;
import tidings.client.engine.End.Who;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

class AttemptsTest {

    private static final End LOST = End.of(Who.NETWORK, ReasonCode.UNSPECIFIED_ERROR, "lost");

    @Test
    void allServersHaveTheirTurnBeforeItIsTimeToWait() {
        Attempts attempts = attempts(MqttClient.builder().servers(List.of("mqtt://a", "mqtt://b")));
        assertThat(attempts.failed(LOST, false, false)).isZero();
        assertThat(attempts.server().host()).isEqualTo("b");
        attempts.succeeded();
        assertThat(attempts.failed(LOST, true, false)).isPositive();
        assertThat(attempts.server().host()).isEqualTo("b");
        assertThat(attempts.failed(LOST, false, false)).isZero();
        assertThat(attempts.failed(LOST, false, false)).isPositive();
        assertThat(attempts.server().host()).isEqualTo("b");
    }

    @Test
    void aFirstConnectionThatFailsIsNotTriedAgainUnlessThatIsWanted() {
        assertThat(attempts(MqttClient.builder()).failed(LOST, false, true)).isNull();
        assertThat(attempts(MqttClient.builder().reconnect(r -> r.firstConnect(true))).failed(LOST, false, true))
                .isPositive();
    }

    @Test
    void givesUpAfterSoManyInARow() {
        Attempts attempts = attempts(MqttClient.builder().reconnect(r -> r.attempts(2)));
        assertThat(attempts.failed(LOST, true, false)).isPositive();
        assertThat(attempts.failed(LOST, false, false)).isPositive();
        assertThat(attempts.failed(LOST, false, false)).isNull();
        attempts.givenUp();
        assertThat(attempts.isFirst()).isTrue();
    }

    @Test
    void aServerThatDoesNotKnowTheVersionIsAskedInTheOneBelowOnce() {
        End refused = End.said(Who.REFUSED, ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, Properties.NONE);
        Attempts attempts = attempts(MqttClient.builder());
        assertThat(attempts.version()).isEqualTo(Version.V5);
        assertThat(attempts.fallBack(LOST)).isFalse();
        assertThat(attempts.fallBack(refused)).isTrue();
        assertThat(attempts.version()).isEqualTo(Version.V3_1_1);
        assertThat(attempts.fallBack(refused)).isFalse();
        assertThat(attempts(MqttClient.builder().version(Version.V5)).fallBack(refused)).isFalse();
    }

    @Test
    void toAServerThatKnowsNoBridgesItIsNone() {
        End refused = End.said(Who.REFUSED, ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, Properties.NONE);
        Attempts attempts = attempts(MqttClient.builder().bridge(true));
        assertThat(attempts.connect().bridge()).isFalse(); // in 5.0 subscriptions say it
        assertThat(attempts.fallBack(refused)).isTrue();
        assertThat(attempts.connect().bridge()).isTrue();
        assertThat(attempts.fallBack(refused)).isTrue();
        assertThat(attempts.connect().bridge()).isFalse();
        assertThat(attempts.version()).isEqualTo(Version.V3_1_1);
        assertThat(attempts.fallBack(refused)).isFalse();
    }

    @Test
    void goesWhereItIsSentAFewTimes() {
        Attempts attempts = attempts(MqttClient.builder().reconnect(r -> r.redirects(true).off()));
        for (int i = 0; i < 5; i++) {
            assertThat(attempts.failed(sentTo("mqtt://next" + i), false, true)).isEqualTo(Duration.ZERO);
            assertThat(attempts.server().host()).isEqualTo("next" + i);
        }
        assertThat(attempts.failed(sentTo("mqtt://further"), false, true)).isNull();
    }

    @Test
    void goesNowhereWhereItIsSentToNoServer() {
        Attempts attempts = attempts(MqttClient.builder().reconnect(r -> r.redirects(true)));
        assertThat(attempts.failed(sentTo("gopher://x"), false, true)).isNull();
        assertThat(attempts.server().host()).isEqualTo("localhost");
    }

    private static End sentTo(String server) {
        return End.said(
                Who.REFUSED, ReasonCode.USE_ANOTHER_SERVER, Properties.NONE.with(Property.SERVER_REFERENCE, server));
    }

    private static Attempts attempts(MqttConfig.Builder config) {
        return new Attempts(config.config(), new Log(new Handlers<>(Runnable::run, new Trouble(new Counters()))));
    }
}
