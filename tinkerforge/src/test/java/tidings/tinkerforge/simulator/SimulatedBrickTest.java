package tidings.tinkerforge.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.mqtt.Bytes;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Catalog;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Function;
import tidings.tinkerforge.tfp.ErrorCode;
import tidings.tinkerforge.tfp.Packet;
import tidings.tinkerforge.tfp.Payloads;
import tidings.tinkerforge.tfp.Uid;

class SimulatedBrickTest {

    private static final Uid UID = new Uid(4711);

    private long step;

    static Stream<Device> devices() {
        return Catalog.get().released().stream().map(name -> Catalog.get().device(name.text()));
    }

    private SimulatedBrick brick(Device device) {
        return new SimulatedBrick(device, UID, "0", 'a', () -> step);
    }

    private static Packet request(Function function, Bytes payload) {
        return Packet.request(UID, function.id(), 1, true, payload);
    }

    /// With values that the catalog allows, at any step; the answers are as long as they have to be.
    @ParameterizedTest
    @MethodSource("devices")
    void answersEveryFunction(Device device) {
        SimulatedBrick brick = brick(device);
        for (step = 0; step < 60; step += 7) {
            for (Function function : device.functions()) {
                Bytes arguments = Payloads.write(function.request(), new Readings(1).make(function.request(), step));
                Packet response = brick.handle(request(function, arguments)).response();
                assertThat(response.error()).as(function.name()).isZero();
                assertThat(response.payload().size()).isEqualTo(Element.bytes(function.response()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void tellsEveryCallback(Device device) {
        SimulatedBrick brick = brick(device);
        for (Callback callback : device.callbacks()) {
            List<Packet> packets = brick.packets(callback, brick.told(callback, List.of()));
            assertThat(packets).isNotEmpty()
                    .allMatch(packet -> packet.isCallback()
                            && packet.payload().size() == Element.bytes(callback.elements()));
        }
    }

    @Test
    void refusesWhatItDoesNotKnowAndWhatIsTooShort() {
        Device button = Catalog.get().device("rgb_led_button_bricklet");
        SimulatedBrick brick = brick(button);
        Packet unknown = Packet.request(UID, 99, 1, true, Bytes.EMPTY);
        assertThat(brick.handle(unknown).response()).isEqualTo(unknown.response(ErrorCode.NOT_SUPPORTED, Bytes.EMPTY));
        Packet tooShort = request(button.callable("set_color").function(), Bytes.EMPTY);
        assertThat(brick.handle(tooShort).response().error()).isEqualTo(ErrorCode.INVALID_PARAMETER.number());
    }

    @Test
    void saysNothingWhereNoAnswerIsExpected() {
        Device button = Catalog.get().device("rgb_led_button_bricklet");
        Packet packet = Packet.request(UID, button.callable("reset").function().id(), 1, false, Bytes.EMPTY);
        assertThat(brick(button).handle(packet).response()).isNull();
    }

    @Test
    void remembersWhatIsSwitchedOn() {
        Device stepper = Catalog.get().device("stepper_brick");
        SimulatedBrick brick = brick(stepper);
        Function isEnabled = stepper.callable("is_enabled").function();
        brick.handle(request(stepper.callable("enable").function(), Bytes.EMPTY));
        assertThat(brick.handle(request(isEnabled, Bytes.EMPTY)).response().payload().at(0)).isEqualTo(1);
        brick.handle(request(stepper.callable("disable").function(), Bytes.EMPTY));
        assertThat(brick.handle(request(isEnabled, Bytes.EMPTY)).response().payload().at(0)).isEqualTo(0);
    }

    @Test
    void findsOutWhenACallbackIsDue() {
        Device thermometer = Catalog.get().device("temperature_v2_bricklet");
        Function configure = thermometer.callable("set_temperature_callback_configuration").function();
        Bytes arguments = Payloads.write(configure.request(), List.of(250L, true, '>', 2000L, 0L));
        CallbackSettings.Due due = brick(thermometer).handle(request(configure, arguments)).due();
        assertThat(due.callback().name()).isEqualTo("temperature");
        assertThat(due.periodMillis()).isEqualTo(250);
        assertThat(due.onChange()).isTrue();
        assertThat(due.threshold().isMet(2001)).isTrue();
        assertThat(due.threshold().isMet(2000)).isFalse();
    }
}
