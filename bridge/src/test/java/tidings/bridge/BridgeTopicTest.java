package tidings.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.bridge.BridgeTopic.Direction;
import tidings.mqtt.Qos;
import tidings.mqtt.TopicName;

class BridgeTopicTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # out                      | a/b          | a/b
            # out                      | $SYS/uptime  |
            # in                       | a/b          |
            a/# both 1                 | a            | a
            a/# both 1                 | a/b/c        | a/b/c
            a/# both 1                 | b            |
            t/# out 1 home/ sites/7/   | home/t/x     | sites/7/t/x
            t/# out 1 home/ sites/7/   | t/x          |
            # out 0 home/ ""           | home/x       | x
            # out 0 home/ ""           | home         |
            # out 0 "" sites/7/        | x/y          | sites/7/x/y
            "" out 0 here there        | here         | there
            "" out 0 here there        | here/x       |
            +/x out 0 a/ b/            | a/1/x        | b/1/x
            """)
    void saysWhatALocalTopicIsCalledThere(String line, String topic, String remote) {
        assertThat(BridgeTopic.parse(line).toRemote(TopicName.of(topic))).isEqualTo(remote);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # in                       | a/b          | a/b
            # out                      | a/b          |
            t/# in 1 home/ sites/7/    | sites/7/t/x  | home/t/x
            t/# both 1 home/ sites/7/  | sites/7/t/x  | home/t/x
            t/# both 1 home/ sites/7/  | home/t/x     |
            "" in 0 here there         | there        | here
            """)
    void saysWhatARemoteTopicIsCalledHere(String line, String topic, String local) {
        assertThat(BridgeTopic.parse(line).toLocal(TopicName.of(topic))).isEqualTo(local);
    }

    @Test
    void leavesOutWhatMosquittoLeavesOut() {
        assertThat(BridgeTopic.parse("a/#")).isEqualTo(BridgeTopic.of("a/#", Direction.OUT, Qos.AT_MOST_ONCE));
        assertThat(BridgeTopic.parse("a/# in")).isEqualTo(BridgeTopic.of("a/#", Direction.IN, Qos.AT_MOST_ONCE));
        assertThat(BridgeTopic.parse("  a  BOTH   2 l/ "))
                .isEqualTo(new BridgeTopic("a", Direction.BOTH, Qos.EXACTLY_ONCE, "l/", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "\"\"", "\"\" out 0 here", "a/#/b", "a sideways", "a out 3", "a out 0 x/# y", "a out 0 x y z",
        "$share/g/a in", "a out 0 +/ y"
    })
    void refusesWhatIsNoTopic(String line) {
        assertThatThrownBy(() -> BridgeTopic.parse(line)).isInstanceOf(IllegalArgumentException.class);
    }
}
