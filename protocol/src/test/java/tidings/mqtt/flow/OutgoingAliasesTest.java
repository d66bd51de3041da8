package tidings.mqtt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.TopicName;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Decoder;
import tidings.mqtt.codec.PublishFrame;

class OutgoingAliasesTest {

    @Test
    void theTopicUsedLeastRecentlyGivesItsNumberUp() {
        OutgoingAliases aliases = new OutgoingAliases(2);
        assertThat(aliases.known(topic("a"))).isZero();
        assertThat(aliases.define(topic("a"))).isEqualTo(1);
        assertThat(aliases.define(topic("b"))).isEqualTo(2);
        assertThat(aliases.known(topic("a"))).isEqualTo(1);
        assertThat(aliases.define(topic("c"))).as("b was used before a").isEqualTo(2);
        assertThat(aliases.known(topic("b"))).isZero();
        assertThat(aliases.known(topic("a"))).isEqualTo(1);
        assertThat(aliases.known(topic("c"))).isEqualTo(2);
    }

    /// What one end writes with an alias, the other reads as it was meant, by the definition and by the number alone.
    @ParameterizedTest
    @CsvSource({"AT_MOST_ONCE, 0", "AT_LEAST_ONCE, 100", "EXACTLY_ONCE, 20000"})
    void whatIsWrittenWithAnAliasIsReadAsItWasMeant(Qos qos, int payload) {
        Message message = Message.of("a/topic", "x".repeat(payload))
                .withQos(qos)
                .with(Property.USER_PROPERTY, new Property.Pair("k", "v".repeat(120)));
        PublishFrame frame = PublishFrame.of(message, Version.V5);
        IncomingAliases incoming = new IncomingAliases(7);
        Decoder decoder = Decoder.forClient(Version.V5, Integer.MAX_VALUE);
        for (boolean defines : new boolean[]{true, false}) {
            ByteBuf bytes = Unpooled.buffer();
            frame.writeAliasedHeadTo(bytes, false, 9, 7, defines);
            frame.writePayloadTo(bytes);
            assertThat(bytes.readableBytes()).isLessThanOrEqualTo(frame.size() + PublishFrame.ALIAS_GROWTH);
            Publish publish = (Publish) decoder.decode(bytes);
            assertThat(bytes.isReadable()).isFalse();
            assertThat(publish).isNotNull();
            assertThat(publish.message().topic()).isEqualTo(defines ? topic("a/topic") : TopicName.NONE);
            assertThat(incoming.resolve(publish))
                    .isEqualTo(new Publish(message, false, qos == Qos.AT_MOST_ONCE ? 0 : 9));
        }
    }

    private static TopicName topic(String text) {
        return TopicName.of(text);
    }
}
