package tidings.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;
import tidings.bridge.Bridge;
import tidings.bridge.BridgeConfig;
import tidings.bridge.BridgeLogin;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.broker.spi.Authorizer;

/// The bridges of a broker.
final class BridgeOptions {

    @Option(names = "--bridge", paramLabel = "FILE", split = ",", description = "Join this broker to the one that the file describes, see docs/bridge.md. May be given several"
            + " times.")
    private List<String> files = new ArrayList<>();

    private final BridgeLogin login = new BridgeLogin();
    private final List<BridgeConfig> configs = new ArrayList<>();
    private final List<Bridge> bridges = new ArrayList<>();

    /// Reads the files, and lets bridges into a broker, before all others.
    ///
    /// @throws CommandException if a file is not as it should be
    void admitTo(BrokerConfig.Builder broker) {
        Set<String> names = new HashSet<>();
        for (String file : files) {
            BridgeConfig config = login.applyTo(read(file)).build();
            if (!names.add(config.name())) {
                throw new CommandException(
                        ExitStatus.FAILED, file + " (--bridge): there is another bridge " + config.name());
            }
            configs.add(config);
        }
        if (!configs.isEmpty()) {
            broker.authenticator(login);
        }
    }

    private static BridgeConfig.Builder read(String file) {
        return file.contains(MosquittoBridge.SECTION) ? MosquittoBridge.read(file) : BridgeFile.read(Path.of(file));
    }

    /// Rules by which bridges may do everything.
    Authorizer allowing(Authorizer others) {
        return files.isEmpty() ? others : login.allowing(others);
    }

    /// Joins a broker that listens.
    void start(Broker broker) {
        try {
            configs.forEach(config -> bridges.add(Bridge.start(broker, config)));
        } catch (IllegalStateException unreachable) {
            close();
            throw new CommandException(ExitStatus.FAILED, unreachable.getMessage() + " (--bridge, --listen)");
        }
    }

    /// Parts them; before the broker ends.
    void close() {
        bridges.forEach(Bridge::close);
    }
}
