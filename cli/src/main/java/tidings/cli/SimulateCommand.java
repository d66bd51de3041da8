package tidings.cli;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tidings.tinkerforge.Simulator;
import tidings.tinkerforge.SimulatorConfig;

/// `tidings tinkerforge simulate`: bricks that are not there.
@Command(name = "simulate", description = "Simulates bricks: speaks like a Brick Daemon, until it is stopped.")
final class SimulateCommand implements Callable<Integer> {

    private static final SimulatorConfig DEFAULTS = SimulatorConfig.defaults();

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this, and end.")
    @SuppressWarnings("UnusedVariable") // picocli asks for it
    private boolean help;

    @Option(names = "--host", paramLabel = "HOST", description = "Where to listen; 127.0.0.1 by default.")
    private String host = DEFAULTS.host();

    @Option(names = "--port", paramLabel = "PORT", description = "On which port; 4223 by default, 0 for a free one.")
    private int port = DEFAULTS.port();

    @Option(names = "--auth-secret", paramLabel = "SECRET", description = "Who connects must know it; none by default.")
    private String authSecret = "";

    @Option(names = "--devices", paramLabel = "NAME", split = ",", description = "Which bricks: all for one of each, the default, or names such as"
            + " temperature_v2_bricklet.")
    private List<String> devices = DEFAULTS.devices();

    @Option(names = "--period", paramLabel = "MS", description = "After which time readings move; 1000 ms by default, 0 for bricks that always say the same.")
    private long period = DEFAULTS.period().toMillis();

    @Option(names = "--answer-time", paramLabel = "MS", description = "How long a brick takes for an answer; 0 ms by default.")
    private long answerTime;

    @Override
    public Integer call() throws Exception {
        Simulator simulator = start();
        for (Simulator.Brick brick : simulator.bricks()) {
            System.out.println(brick.uid() + " " + brick.device());
        }
        InetSocketAddress address = simulator.address();
        System.out.println("ready tfp://" + address.getHostString() + ":" + address.getPort() + " in "
                + StartTime.elapsed());
        return UntilStopped.serve(simulator::close);
    }

    private Simulator start() {
        try {
            return Simulator.start(DEFAULTS.withAddress(host, port)
                    .withSecret(authSecret)
                    .withDevices(devices)
                    .withPeriod(Duration.ofMillis(period))
                    .withAnswerTime(Duration.ofMillis(answerTime)));
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(ExitStatus.FAILED, wrong.getMessage() + " (--devices, --port or --period)");
        } catch (UncheckedIOException taken) {
            throw new CommandException(
                    ExitStatus.FAILED, "Cannot listen at " + host + ":" + port + " (--host, --port): "
                            + String.valueOf(taken.getMessage()));
        }
    }
}
