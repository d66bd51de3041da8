package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// Messages with more payload than a broker takes are refused, and their client stays.
class PayloadLimitTest {

    private static final String FITS = "four";
    private static final String TOO_LARGE = "fives";

    @RegisterExtension
    final TestBroker broker = new TestBroker(builder -> builder
            .allowAnonymous(true)
            .limits(Limits.defaults().with(limits -> limits.payloadBytes(FITS.length()))));

    /// Before MQTT 5 nobody can be told; to close would have the client send it again, and again.
    @ParameterizedTest
    @CsvSource({"V5, QUOTA_EXCEEDED", "V3_1_1, SUCCESS"})
    void aMessageThatIsTooLargeIsAnsweredAndGoesToNobody(Version version, ReasonCode told) throws IOException {
        try (RawClient hears = broker.client(Version.V5, "hears");
                RawClient client = broker.client(version, "publishes")) {
            hears.subscribe("t", Qos.AT_MOST_ONCE);
            Message large = Message.of("t", TOO_LARGE);
            client.send(Publish.of(large));
            client.send(new Publish(large.withQos(Qos.AT_LEAST_ONCE), false, 1));
            assertThat(client.receive()).isEqualTo(new PubAck(1, told));
            client.send(new Publish(large.withQos(Qos.EXACTLY_ONCE), false, 2));
            assertThat(client.receive()).isEqualTo(new PubRec(2, told));
            client.send(Publish.of(Message.of("t", FITS)));
            assertThat(hears.receive(Publish.class).message().payload().asUtf8()).isEqualTo(FITS);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, c3a4, SUCCESS", "1, c3, PAYLOAD_FORMAT_INVALID", "0, c3, SUCCESS"})
    void whatIsSaidToBeATextIsOneWhereThatIsLookedAt(int format, String payload, ReasonCode told) throws IOException {
        broker.broker().limits(Limits.defaults().with(limits -> limits.payloadFormat(true)));
        Message message = Message.of("t", Bytes.handOver(HexFormat.of().parseHex(payload)))
                .with(Property.PAYLOAD_FORMAT_INDICATOR, format);
        try (RawClient hears = broker.client(Version.V5, "hears");
                RawClient client = broker.client(Version.V5, "publishes")) {
            hears.subscribe("#", Qos.AT_MOST_ONCE);
            client.send(new Publish(message.withQos(Qos.AT_LEAST_ONCE), false, 1));
            assertThat(client.receive()).isEqualTo(new PubAck(1, told));
            if (told == ReasonCode.SUCCESS) {
                assertThat(hears.receive(Publish.class).message().payload()).isEqualTo(message.payload());
            } else {
                TestBroker.hearsNothing(hears);
            }
        }
        try (RawClient client = broker.open(Version.V5)) {
            client.send(TestBroker.withWill(Version.V5, "leaves", message));
            assertThat(client.receive(ConnAck.class).reason()).isEqualTo(told);
        }
    }

    @Test
    void aPacketIdIsFreeAfterItsMessageWasTooLarge() throws IOException {
        try (RawClient client = broker.client(Version.V5, "publishes")) {
            client.send(new Publish(Message.of("t", TOO_LARGE).withQos(Qos.EXACTLY_ONCE), false, 1));
            assertThat(client.receive()).isEqualTo(new PubRec(1, ReasonCode.QUOTA_EXCEEDED));
            client.send(new PubRel(1));
            assertThat(client.receive()).isEqualTo(new PubComp(1, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
        }
    }

    /// To come again would help nobody, which "unavailable", the usual word of 3.1.1, would say.
    @ParameterizedTest
    @CsvSource({"V5, PACKET_TOO_LARGE", "V3_1_1, NOT_AUTHORIZED"})
    void aWillThatIsTooLargeKeepsItsClientOut(Version version, ReasonCode told) throws IOException {
        assertThat(answer(version, TOO_LARGE)).isEqualTo(told);
        assertThat(answer(version, FITS)).isEqualTo(ReasonCode.SUCCESS);
    }

    private ReasonCode answer(Version version, String will) throws IOException {
        try (RawClient client = broker.open(version)) {
            client.send(TestBroker.withWill(version, "w", Message.of("will", will)));
            return client.receive(ConnAck.class).reason();
        }
    }
}
