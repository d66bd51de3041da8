package tidings.tinkerforge;

import java.time.Duration;
import java.util.List;

/// Which bricks to simulate, and how.
///
/// @param port 0 for a free one
/// @param secret for the authentication; empty for none
/// @param devices names such as `temperature_v2_bricklet`, one for each brick; `all` for one of each
/// @param period after which readings move, and callbacks come that nobody has to ask for; zero for bricks that always say
///        the same
/// @param answerTime how long a brick takes for an answer
public record SimulatorConfig(
        String host,
        int port,
        String secret,
        List<String> devices,
        Duration period,
        Duration answerTime) {

    private static final int DAEMON_PORT = 4223;

    public SimulatorConfig {
        devices = List.copyOf(devices);
        if (port < 0 || port > 0xFFFF) {
            throw new IllegalArgumentException("A port is 0 to 65535, not " + port);
        }
        if (period.isNegative() || answerTime.isNegative()) {
            throw new IllegalArgumentException("A time is 0 or longer");
        }
    }

    /// One of each, on the loopback interface, moving once a second.
    public static SimulatorConfig defaults() {
        return new SimulatorConfig(
                "127.0.0.1", DAEMON_PORT, "", List.of("all"), Duration.ofSeconds(1), Duration.ZERO);
    }

    public SimulatorConfig withAddress(String otherHost, int otherPort) {
        return new SimulatorConfig(otherHost, otherPort, secret, devices, period, answerTime);
    }

    public SimulatorConfig withSecret(String other) {
        return new SimulatorConfig(host, port, other, devices, period, answerTime);
    }

    public SimulatorConfig withDevices(List<String> names) {
        return new SimulatorConfig(host, port, secret, names, period, answerTime);
    }

    public SimulatorConfig withPeriod(Duration other) {
        return new SimulatorConfig(host, port, secret, devices, other, answerTime);
    }

    public SimulatorConfig withAnswerTime(Duration other) {
        return new SimulatorConfig(host, port, secret, devices, period, other);
    }

    /// Without the secret.
    @Override
    public String toString() {
        return devices + " at " + host + ":" + port;
    }
}
