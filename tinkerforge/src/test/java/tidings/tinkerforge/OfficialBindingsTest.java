package tidings.tinkerforge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tinkerforge.BrickletAmbientLightV3;
import com.tinkerforge.BrickletIndustrialDualAnalogInV2;
import com.tinkerforge.BrickletLEDStripV2;
import com.tinkerforge.BrickletRGBLEDButton;
import com.tinkerforge.BrickletTemperatureV2;
import com.tinkerforge.BrickletThermalImaging;
import com.tinkerforge.Device;
import com.tinkerforge.DeviceFactory;
import com.tinkerforge.IPConnection;
import com.tinkerforge.InvalidParameterException;
import com.tinkerforge.TimeoutException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tidings.testkit.Await;
import tidings.tinkerforge.catalog.Catalog;

/// The simulator is honest if the bindings of the maker of the bricks take it for a Brick Daemon.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OfficialBindingsTest {

    private static final int TIMEOUT = 10_000;

    private Simulator simulator;
    private IPConnection connection;

    static SimulatorConfig config() {
        return SimulatorConfig.defaults().withAddress("127.0.0.1", 0).withPeriod(Duration.ZERO);
    }

    private static IPConnection connect(Simulator to) throws Exception {
        IPConnection made = new IPConnection();
        made.setTimeout(TIMEOUT);
        made.connect("127.0.0.1", to.address().getPort());
        return made;
    }

    @BeforeAll
    void start() throws Exception {
        simulator = Simulator.start(config());
        connection = connect(simulator);
    }

    @AfterAll
    void stop() throws Exception {
        connection.disconnect();
        simulator.close();
    }

    @Test
    void enumeratesAllBricks() throws Exception {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        IPConnection own = connect(simulator);
        own.addEnumerateListener((uid, connectedUid, position, hardware, firmware, identifier, type) -> seen.add(
                uid + " " + Catalog.get().name(identifier).text() + " " + type));
        own.enumerate();
        Await.until("all have answered", () -> seen.size() == simulator.bricks().size());
        own.disconnect();
        assertThat(seen).hasSize(154).contains(simulator.uid("nfc_bricklet") + " nfc_bricklet 0");
    }

    @Test
    void answersEveryGetterOfEveryDevice() throws Exception {
        List<String> failures = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        int calls = 0;
        for (Simulator.Brick brick : simulator.bricks()) {
            int identifier = Catalog.get().device(brick.device()).name().identifier();
            if (!isKnown(identifier)) {
                unknown.add(brick.device());
                continue;
            }
            Device device = DeviceFactory.createDevice(identifier, brick.uid(), connection);
            for (Method method : device.getClass().getDeclaredMethods()) {
                if (isGetter(method)) {
                    calls++;
                    call(device, method, failures);
                }
            }
        }
        assertThat(calls).isGreaterThan(1_400);
        assertThat(failures).isEmpty();
        assertThat(unknown).containsExactly( // not in the bindings for Java
                "evse_bricklet", "evse_v2_bricklet", "warp_energy_manager_bricklet", "warp_energy_manager_v2_bricklet",
                "warp_esp32_ethernet_v2_co_bricklet", "warp_front_panel_bricklet");
    }

    private static boolean isKnown(int identifier) {
        try {
            DeviceFactory.getDeviceClass(identifier);
            return true;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    private static boolean isGetter(Method method) {
        String name = method.getName();
        return Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers())
                && method.getParameterCount() == 0 && !name.endsWith("LowLevel")
                && (name.startsWith("get") || name.startsWith("is") || name.startsWith("read"));
    }

    private static void call(Device device, Method method, List<String> failures) throws IllegalAccessException {
        try {
            method.invoke(device);
        } catch (InvocationTargetException failure) {
            failures.add(method + ": " + failure.getCause());
        }
    }

    @Test
    void tellsWhatWasSet() throws Exception {
        var button = new BrickletRGBLEDButton(simulator.uid("rgb_led_button_bricklet"), connection);
        button.setResponseExpectedAll(true);
        button.setColor(1, 2, 3);
        assertThat(button.getColor()).extracting(color -> color.red, color -> color.green, color -> color.blue)
                .containsExactly(1, 2, 3);
        var input = new BrickletIndustrialDualAnalogInV2(
                simulator.uid("industrial_dual_analog_in_v2_bricklet"), connection);
        input.setResponseExpectedAll(true);
        input.setVoltageCallbackConfiguration(1, 60_000, true, 'o', -5, 5);
        assertThat(input.getVoltageCallbackConfiguration(1).max).isEqualTo(5);
        assertThat(input.getVoltageCallbackConfiguration(0).period).isZero();
    }

    @Test
    void refusesWhatADeviceWouldNotTake() {
        var button = new BrickletRGBLEDButton(simulator.uid("rgb_led_button_bricklet"), connection);
        button.setResponseExpectedAll(true);
        assertThatThrownBy(() -> button.setColorCalibration(101, 0, 0)).isInstanceOf(InvalidParameterException.class);
    }

    @Test
    void joinsAndCutsStreams() throws Exception {
        var strip = new BrickletLEDStripV2(simulator.uid("led_strip_v2_bricklet"), connection);
        int[] values = new int[300];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 256;
        }
        strip.setLEDValues(0, values);
        assertThat(strip.getLEDValues(0, values.length)).isEqualTo(values);
        var camera = new BrickletThermalImaging(simulator.uid("thermal_imaging_bricklet"), connection);
        assertThat(camera.getTemperatureImage()).hasSize(4800);
    }

    @Test
    void tellsCallbacksAsOftenAsAskedFor() throws Exception {
        var light = new BrickletAmbientLightV3(simulator.uid("ambient_light_v3_bricklet"), connection);
        AtomicInteger told = new AtomicInteger();
        light.addIlluminanceListener(illuminance -> told.incrementAndGet());
        light.setIlluminanceCallbackConfiguration(2, false, 'x', 0, 0);
        Await.until("it is told several times", () -> told.get() > 3);
        light.setIlluminanceCallbackConfiguration(0, false, 'x', 0, 0);
    }

    @Test
    void cutsStreamedCallbacks() throws Exception {
        var camera = new BrickletThermalImaging(simulator.uid("thermal_imaging_bricklet"), connection);
        AtomicReference<int[]> image = new AtomicReference<>();
        camera.addHighContrastImageListener(image::set);
        simulator.fire(simulator.uid("thermal_imaging_bricklet"), "high_contrast_image");
        Await.until("the image is whole", () -> image.get() != null && image.get().length == 4800);
    }

    @Test
    void letsOnlyThoseInWhoKnowTheSecret() throws Exception {
        try (Simulator guarded = Simulator.start(
                config().withSecret("open sesame").withDevices(List.of("temperature_v2_bricklet")))) {
            IPConnection right = connect(guarded);
            right.authenticate("open sesame");
            new BrickletTemperatureV2(guarded.uid("temperature_v2_bricklet"), right).getTemperature();
            right.disconnect();

            IPConnection wrong = connect(guarded);
            wrong.setAutoReconnect(false);
            wrong.setTimeout(300);
            assertThatThrownBy(() -> wrong.authenticate("open barley")).isInstanceOf(Exception.class);

            IPConnection none = connect(guarded);
            none.setTimeout(100);
            var unheard = new BrickletTemperatureV2(guarded.uid("temperature_v2_bricklet"), none);
            assertThatThrownBy(unheard::getTemperature).isInstanceOf(TimeoutException.class);
            none.disconnect();
        }
    }

    @Test
    void movesWhereItIsToLive() throws Exception {
        try (Simulator lively = Simulator.start(config().withPeriod(Duration.ofMillis(5))
                .withDevices(List.of("temperature_v2_bricklet", "rgb_led_button_bricklet")))) {
            IPConnection own = connect(lively);
            var button = new BrickletRGBLEDButton(lively.uid("rgb_led_button_bricklet"), own);
            ConcurrentLinkedQueue<Integer> states = new ConcurrentLinkedQueue<>();
            button.addButtonStateChangedListener(states::add);
            Await.until("the button was pressed and released", () -> states.contains(0) && states.contains(1));
            var thermometer = new BrickletTemperatureV2(lively.uid("temperature_v2_bricklet"), own);
            int first = thermometer.getTemperature();
            Await.until("it gets warmer or colder", () -> read(thermometer) != first);
            own.disconnect();
        }
    }

    private static int read(BrickletTemperatureV2 thermometer) {
        try {
            return thermometer.getTemperature();
        } catch (com.tinkerforge.TinkerforgeException failure) {
            throw new AssertionError(failure);
        }
    }
}
