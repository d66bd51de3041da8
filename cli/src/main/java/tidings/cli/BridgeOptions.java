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
    private List<Path> files = new ArrayList<>();

    private final BridgeLogin login = new BridgeLogin();
    private final List<BridgeConfig> configs = new ArrayList<>();
    private final List<Bridge> bridges = new ArrayList<>();

    /// Reads the files, and lets bridges into a broker, before all others.
    ///
    /// @throws CommandException if a file is not as it should be
    ///
    /// @param more bridges that are described elsewhere
    void admitTo(BrokerConfig.Builder broker, List<BridgeConfig.Builder> more) {
        Set<String> names = new HashSet<>();
        List<BridgeConfig.Builder> all = new ArrayList<>(files.stream().map(BridgeFile::read).toList());
        all.addAll(more);
        for (BridgeConfig.Builder one : all) {
            BridgeConfig config = login.applyTo(one).build();
            if (!names.add(config.name())) {
                throw new CommandException(
                        ExitStatus.FAILED, "There are two bridges " + config.name() + " (--bridge)");
            }
            configs.add(config);
        }
        if (!configs.isEmpty()) {
            broker.authenticator(login);
        }
    }

    /// Rules by which bridges may do everything.
    Authorizer allowing(Authorizer others) {
        return configs.isEmpty() ? others : login.allowing(others);
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
