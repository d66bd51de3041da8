package tidings.tinkerforge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Catalog;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.tfp.Payloads;

class FeedTest {

    static List<Device> devices() {
        return Catalog.get().released().stream().map(name -> Catalog.get().device(name.text())).toList();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void setsEveryDevice(Device device) {
        Feed all = new Feed(Set.of(), 500);
        for (Callback callback : all.of(device)) {
            Feed.Setting setting = Feed.Setting.of(device, callback, all.periodMillis());
            if (setting != null) {
                assertThat(Payloads.write(setting.function().request(), setting.arguments()).size()).isPositive();
                assertThat(setting.arguments().get(0)).isEqualTo(500L);
            }
        }
    }

    @Test
    void takesOnlyWhatWasChosenAndIsSingle() {
        Device thermal = Catalog.get().device("thermal_imaging_bricklet");
        assertThat(new Feed(Set.of(), 0).of(thermal)).isEmpty();
        Device air = Catalog.get().device("air_quality_bricklet");
        assertThat(new Feed(Set.of("humidity", "temperature"), 0).of(air)).extracting(Callback::name)
                .containsExactlyInAnyOrder("temperature", "humidity");
    }

    @Test
    void leavesBricksAsTheyAreWhereNoPeriodIsWanted() {
        Device air = Catalog.get().device("air_quality_bricklet");
        assertThat(Feed.Setting.of(air, air.callback("humidity"), 0)).isNull();
    }
}
