package tidings.tinkerforge.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogTest {

    private static final int PAYLOAD = 64;

    private final Catalog catalog = Catalog.get();

    static Stream<Device> devices() {
        return Catalog.get().released().stream().map(name -> Catalog.get().device(name.text()));
    }

    @Test
    void holdsAllOfTheBindings() {
        assertThat(catalog.version()).isEqualTo("2.0.17");
        assertThat(catalog.names()).hasSize(166);
        assertThat(catalog.released()).hasSize(154);
        assertThat(devices().mapToInt(device -> device.functions().size()).sum()).isEqualTo(3308);
        assertThat(devices().mapToInt(device -> device.callbacks().size()).sum()).isEqualTo(384);
    }

    @Test
    void knowsNoDeviceThatWasNotReleased() {
        assertThat(catalog.names()).anyMatch(name -> name.text().equals("common_test_bricklet"));
        assertThat(catalog.device("common_test_bricklet")).isNull();
        assertThat(catalog.device("toaster_bricklet")).isNull();
    }

    @Test
    void findsNamesByNumber() {
        assertThat(catalog.name(282)).isNotNull()
                .extracting(DeviceName::text, DeviceName::displayName, DeviceName::className)
                .containsExactly("rgb_led_button_bricklet", "RGB LED Button Bricklet", "RGBLEDButtonBricklet");
        assertThat(catalog.name(9)).isNull();
    }

    @Test
    void readsSymbolsUnitsRangesAndDefaults() {
        Device button = catalog.device("rgb_led_button_bricklet");
        Function calibration = button.callable("set_color_calibration").function();
        assertThat(calibration.answer()).isEqualTo(Function.Answer.WAIVED);
        Meaning blue = calibration.request().get(2).meaning();
        assertThat(blue).isEqualTo(new Meaning("%", 1, 1, List.of(new Meaning.Range(0, 100)), 55L));
        Symbols states = button.callback("button_state_changed").elements().get(0).symbols();
        assertThat(states.symbol(1L)).isEqualTo("released");
        assertThat(states.value("pressed")).isEqualTo(0L);
    }

    @Test
    void saysTheLastSymbolOfAValueAndUnderstandsAll() {
        Symbols colors = catalog.device("e_paper_296x128_bricklet").callable("fill_display").request().get(0).symbols();
        assertThat(colors.symbol(2L)).isEqualTo("gray");
        assertThat(colors.value("red")).isEqualTo(2L);
    }

    @Test
    void hasStreamedFunctionsUnderTwoNames() {
        Device nfc = catalog.device("nfc_bricklet");
        Device.Callable packet = nfc.callable("simple_get_tag_id_low_level");
        Device.Callable whole = nfc.callable("simple_get_tag_id");
        assertThat(packet.function()).isSameAs(whole.function());
        assertThat(packet.response()).hasSize(4);
        assertThat(whole.response()).extracting(Element::member).containsExactly("tag-type", "tag-id", "last-seen");
        assertThat(whole.stream().singleChunk()).isTrue();
        tidings.tinkerforge.catalog.Stream image =
                catalog.device("thermal_imaging_bricklet").callback("temperature_image").stream();
        assertThat(image.fixedLength()).isEqualTo(4800);
        assertThat(image.noDataOffset()).isEqualTo(0xFFFF);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void everyPacketFitsAndEveryIdIsOnce(Device device) {
        Set<Integer> ids = new HashSet<>();
        for (Function function : device.functions()) {
            assertThat(ids.add(function.id())).isTrue();
            assertThat(Element.bytes(function.request())).isLessThanOrEqualTo(PAYLOAD);
            assertThat(Element.bytes(function.response())).isLessThanOrEqualTo(PAYLOAD);
            assertThat(function.answer() == Function.Answer.ALWAYS).isEqualTo(!function.response().isEmpty());
        }
        for (Callback callback : device.callbacks()) {
            assertThat(ids.add(callback.id())).isTrue();
            assertThat(Element.bytes(callback.elements())).isLessThanOrEqualTo(PAYLOAD);
        }
    }
}
