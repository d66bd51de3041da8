package tidings.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tidings.broker.Broker;
import tidings.device.DeviceConfig;
import tidings.device.DeviceServer;

/// `tidings serve`: broker, device server, REST and page.
@Command(name = "serve", description = "Runs the device server with its broker, REST and web page, until it is stopped.", footer = {
    "", "Every option is also a key of the --config file and an environment variable: --http is",
    "http and TIDINGS_HTTP. The administrator's first password is taken from TIDINGS_ADMIN_PASSWORD, or made up",
    "and printed once."})
final class ServeCommand implements Callable<Integer> {

    private static final String ADMIN_PASSWORD = "TIDINGS_ADMIN_PASSWORD";

    @Mixin
    private final BrokerOptions options = new BrokerOptions();

    @Mixin
    private final DeviceOptions deviceOptions = new DeviceOptions();

    @Option(names = "--data", paramLabel = "DIR", description = "Where everything is stored; ./data by default.")
    private Path data = Path.of("data");

    @Option(names = "--http", paramLabel = "HOST:PORT", description = "Page and REST; 0.0.0.0:8080 by default.")
    private String http = "0.0.0.0:8080";

    @Option(names = "--admin", paramLabel = "EMAIL", description = "The administrator's name at the first start; admin@localhost by default.")
    private String admin = "admin@localhost";

    @Option(names = "--demo", description = "Add a device whose values move.")
    private boolean demo;

    @Override
    public Integer call() throws Exception {
        Started started = start(DeviceServer.open(config()));
        Welcome.print(System.out, data, admin, started);
        System.out.println("ready " + started.addresses() + " in " + StartTime.elapsed());
        return UntilStopped.serve(started::close);
    }

    private DeviceConfig config() {
        try {
            return DeviceConfig.builder()
                    .data(data)
                    .http(http)
                    .admin(admin)
                    .adminPassword(System.getenv(ADMIN_PASSWORD))
                    .durability(options.durability())
                    .limits(deviceOptions.limits())
                    .build();
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(ExitStatus.FAILED, wrong);
        }
    }

    /// What fails half-way leaves nothing running.
    private Started start(DeviceServer devices) {
        Broker broker = null;
        try {
            broker = Broker.start(options.broker().data(data).authenticator(devices.authenticator()).build());
            URI page = devices.startHttp();
            options.bridges().start(broker);
            return new Started(devices, broker, options.bridges(), page,
                    demo ? Demo.start(devices, broker.addresses().get(0)) : null);
        } catch (RuntimeException failure) {
            options.bridges().close();
            if (broker != null) {
                broker.close();
            }
            devices.close();
            throw failure;
        }
    }

    /// All that runs, and how it ends: who feeds first, who stores last.
    record Started(
            DeviceServer devices, Broker broker, BridgeOptions bridges, URI http, @Nullable Demo demo) {

        String addresses() {
            String mqtt = broker.addresses().stream().map(URI::toString).collect(Collectors.joining(" "));
            return mqtt + " " + http;
        }

        void close() {
            if (demo != null) {
                demo.close();
            }
            bridges.close();
            broker.close();
            devices.close();
        }
    }
}
