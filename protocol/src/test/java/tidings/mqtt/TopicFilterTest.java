package tidings.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static tidings.testkit.Check.forAll;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.testkit.Gen;
import tidings.testkit.Spec;

class TopicFilterTest {

    private static final Gen<String> TOPICS = Gen.lists(Gen.oneOf("a", "b", "", "sensor"))
            .map(levels -> "t/" + String.join("/", levels));

    @ParameterizedTest
    @Spec({"MQTT-4.7.1-1", "MQTT-4.7.1-2", "MQTT-4.7.2-1"})
    @CsvSource({
        "sport/tennis/#, sport/tennis, true",
        "sport/tennis/#, sport/tennis/a/b, true",
        "sport/+, sport/, true",
        "sport/+, sport, false",
        "+/+, /finance, true",
        "/+, /finance, true",
        "+, /finance, false",
        "#, $SYS/uptime, false",
        "$SYS/#, $SYS/uptime, true",
    })
    void matches(String filter, String topic, boolean expected) {
        assertThat(TopicFilter.of(filter).matches(TopicName.of(topic))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sport/#/a", "sport#", "a+", "+a", "a/b+/c", "\0", "$share/g", "$share//a", "$share/g/",
        "$share/+/a", "\uD800"})
    void refusesWhatIsNoFilter(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of(text));
    }

    @Test
    void everyTopicMatchesItself() {
        forAll(TOPICS, topic -> assertThat(TopicFilter.of(topic).matches(TopicName.of(topic))).isTrue());
    }
}
