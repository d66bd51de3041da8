package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Property;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// What becomes of clients that have no client id.
class MadeUpClientIdsTest {

    @Test
    void beginAsTheOperatorWants() throws IOException {
        ConnAck answer = answer(broker().clientIdPrefix("meter-"), Version.V5);
        assertThat(answer.properties().get(Property.ASSIGNED_CLIENT_IDENTIFIER)).startsWith("meter-")
                .hasSizeGreaterThan("meter-".length());
    }

    @ParameterizedTest
    @EnumSource(names = {"V3_1_1", "V5"})
    void areNotThereWhereEachClientIsToHaveItsOwn(Version version) throws IOException {
        assertThat(answer(broker().clientIdPrefix(null), version).reason()).isEqualTo(
                ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
    }

    private static BrokerConfig.Builder broker() {
        return BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true);
    }

    private static ConnAck answer(BrokerConfig.Builder config, Version version) throws IOException {
        try (Broker broker = Broker.start(config.build());
                RawClient client = new RawClient(broker.addresses().get(0), version)) {
            client.send(Connect.of(version, "", true, 0));
            return client.receive(ConnAck.class);
        }
    }
}
