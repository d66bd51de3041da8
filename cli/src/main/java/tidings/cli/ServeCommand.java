package tidings.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tidings.broker.Broker;
import tidings.broker.Listener;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.device.DeviceConfig;
import tidings.device.DeviceServer;
import tidings.manage.Management;

/// `tidings serve`: broker, device server, REST and page.
@Command(name = "serve", description = "Runs the device server with its broker, REST and web page, until it is stopped.", footer = {
    "", "Every option is also a key of the --config file and an environment variable: --http is",
    "http and TIDINGS_HTTP. The administrator's first password is taken from TIDINGS_ADMIN_PASSWORD, or made up",
    "and printed once."})
final class ServeCommand implements Callable<Integer>, ServerCommand {

    private static final String ADMIN_PASSWORD = "TIDINGS_ADMIN_PASSWORD";

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private final BrokerOptions options = new BrokerOptions();

    @Mixin
    private final DeviceOptions deviceOptions = new DeviceOptions();

    @Mixin
    private final OfficeOptions officeOptions = new OfficeOptions();

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

    @Override
    public BrokerOptions options() {
        return options;
    }

    @Override
    public void check() {
        config();
        options.broker(login -> CompletableFuture.completedStage(Verdict.NOT_MINE)).data(data).build();
    }

    private DeviceConfig config() {
        try {
            DeviceConfig.Builder config = DeviceConfig.builder()
                    .data(data)
                    .http(http)
                    .admin(admin)
                    .adminPassword(Settings.ofVariable(ADMIN_PASSWORD, System.getenv()))
                    .durability(options.durability());
            deviceOptions.applyTo(config);
            return officeOptions.addTo(config).build();
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(ExitStatus.FAILED, wrong);
        }
    }

    /// What fails half-way leaves nothing running.
    private Started start(DeviceServer devices) {
        Broker broker = null;
        try {
            broker = Broker.start(options.broker(devices.authenticator()).data(data).build());
            Reload.onSignal(broker, command);
            devices.publishThrough(broker.view()::publish);
            Management management = management(devices, broker);
            URI page = devices.startHttp(
                    broker.entrance(Listener.at("ws://" + http + "/mqtt")), management::addTo,
                    new PageRoutes(broker.addresses()));
            options.bridges().start(broker);
            return new Started(devices, broker, options.bridges(), management, page,
                    demo ? Demo.start(devices, plain(broker)) : null);
        } catch (RuntimeException failure) {
            options.bridges().close();
            if (broker != null) {
                broker.close();
            }
            devices.close();
            throw failure;
        }
    }

    private Management management(DeviceServer devices, Broker broker) {
        return Management.of(broker)
                .version(new Main.ProgramVersion().getVersion()[0])
                .check("database", devices::isAlive)
                .measures(() -> DeviceMeasures.of(devices.figures(), data))
                .configuration(() -> Settings.masked(command))
                .build();
    }

    /// Where a client on this machine connects that knows of nothing but an address.
    private static URI plain(Broker broker) {
        return broker.plainAddress()
                .orElseThrow(() -> new CommandException(
                        ExitStatus.FAILED, "The demo device connects by mqtt://, which is not among --listen"));
    }

    /// All that runs, and how it ends: who feeds first, who stores last.
    record Started(
            DeviceServer devices, Broker broker, BridgeOptions bridges, Management management, URI http,
            @Nullable Demo demo) {

        String addresses() {
            String mqtt = broker.addresses().stream().map(URI::toString).collect(Collectors.joining(" "));
            return mqtt + " " + http;
        }

        void close() {
            if (demo != null) {
                demo.close();
            }
            management.close();
            bridges.close();
            broker.close();
            devices.close();
        }
    }
}
