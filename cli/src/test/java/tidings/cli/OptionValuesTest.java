package tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;
import tidings.mqtt.Version;

class OptionValuesTest {

    @ParameterizedTest
    @CsvSource({"17, 17", "64KiB, 65536", "2MB, 2000000", "1MiB, 1048576", "3 GB, 3000000000", "8k, 8192"})
    void sizesHaveUnits(String text, long bytes) {
        assertThat(new SizeOption().convert(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MB", "-1", "1.5MB", "1 furlong", "99999999999999999999"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatThrownBy(() -> new SizeOption().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("2MB");
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "5m, PT5M", "2h, PT2H", "7d, PT168H"})
    void timesHaveUnits(String text, Duration time) {
        assertThat(new DurationOption().convert(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "-5s", "1w", "1.5s"})
    void whatIsNoTimeIsRefused(String text) {
        assertThatThrownBy(() -> new DurationOption().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("30s");
    }

    @ParameterizedTest
    @CsvSource({"31, V3_1", "mqttv31, V3_1", "311, V3_1_1", "mqttv311, V3_1_1", "3.1.1, V3_1_1", "5, V5", "mqttv5, V5"})
    void versionsAreWrittenInManyWays(String text, Version version) {
        assertThat(new VersionOption().convert(text)).isEqualTo(version);
    }

    @Test
    void theNearestWordIsWhatWasMeant() {
        assertThat(Nearest.to("lisen", List.of("data", "listen", "http"))).isEqualTo("listen");
    }
}
