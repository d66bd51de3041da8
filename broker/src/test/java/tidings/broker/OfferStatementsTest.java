package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.testkit.Spec;

/// A broker that does not offer all that it could.
class OfferStatementsTest {

    @RegisterExtension
    final TestBroker broker = new TestBroker(builder -> builder
            .allowAnonymous(true)
            .limits(Limits.defaults()
                    .with(limits -> limits.qos(Qos.AT_LEAST_ONCE).retain(false).wildcards(false).sharing(false))));

    @Test
    @Spec("MQTT-3.2.2-9")
    void saysWhatItDoesNotOffer() throws IOException {
        try (RawClient client = broker.open(Version.V5)) {
            client.send(Connect.of(Version.V5, "c", true, 0));
            Properties told = client.receive(ConnAck.class).properties();
            assertThat(told.get(Property.MAXIMUM_QOS)).isEqualTo(1);
            assertThat(told.get(Property.RETAIN_AVAILABLE)).isFalse();
            assertThat(told.get(Property.WILDCARD_SUBSCRIPTION_AVAILABLE)).isFalse();
            assertThat(told.get(Property.SHARED_SUBSCRIPTION_AVAILABLE)).isFalse();
        }
    }

    @Test
    @Spec({"MQTT-3.2.2-11", "MQTT-3.2.2-14"})
    void whoPublishesSoNonethelessIsDisconnected() throws IOException {
        Message message = Message.of("t", "x");
        Publish exactlyOnce = new Publish(message.withQos(Qos.EXACTLY_ONCE), false, 1);
        try (RawClient client = broker.client(Version.V5, "c")) {
            client.send(exactlyOnce);
            TestBroker.isClosed(client, Disconnect.of(ReasonCode.QOS_NOT_SUPPORTED));
        }
        try (RawClient client = broker.client(Version.V3_1_1, "c")) {
            client.send(exactlyOnce);
            TestBroker.isClosed(client);
        }
        try (RawClient client = broker.client(Version.V5, "c")) {
            client.send(Publish.of(message.withRetain(true)));
            TestBroker.isClosed(client, Disconnect.of(ReasonCode.RETAIN_NOT_SUPPORTED));
        }
    }

    @Test
    @Spec({"MQTT-3.2.2-12", "MQTT-3.2.2-13"})
    void aWillIsHeldToIt() throws IOException {
        Message will = Message.of("will", "x");
        assertThat(refusal(will.withQos(Qos.EXACTLY_ONCE))).isEqualTo(ReasonCode.QOS_NOT_SUPPORTED);
        assertThat(refusal(will.withRetain(true))).isEqualTo(ReasonCode.RETAIN_NOT_SUPPORTED);
        assertThat(refusal(will.withQos(Qos.AT_LEAST_ONCE))).isEqualTo(ReasonCode.SUCCESS);
    }

    @Test
    @Spec("MQTT-3.2.2-10")
    void grantsWhatItHas() throws IOException {
        try (RawClient client = broker.client(Version.V5, "c")) {
            assertThat(client.subscribe("t", Qos.EXACTLY_ONCE).reasons()).containsExactly(ReasonCode.GRANTED_QOS_1);
            assertThat(client.subscribe("a/+", Qos.AT_LEAST_ONCE).reasons())
                    .containsExactly(ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);
            assertThat(client.subscribe("$share/g/t", Qos.AT_LEAST_ONCE).reasons())
                    .containsExactly(ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED);
        }
    }

    private ReasonCode refusal(Message will) throws IOException {
        try (RawClient client = broker.open(Version.V5)) {
            client.send(TestBroker.withWill(Version.V5, "w", will));
            return client.receive(ConnAck.class).reason();
        }
    }
}
