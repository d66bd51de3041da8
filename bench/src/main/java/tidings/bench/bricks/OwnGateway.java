package tidings.bench.bricks;

import tidings.tinkerforge.Gateway;
import tidings.tinkerforge.GatewayConfig;

/// Our gateway as a process of its own, so that its processor time can be told from that of the others.
final class OwnGateway {

    private OwnGateway() {}

    /// Runs one until it is killed.
    ///
    /// @param arguments port of the broker, port of the Brick Daemon, prefix of all topics
    public static void main(String[] arguments) {
        GatewayConfig config = GatewayConfig.builder()
                .mqtt(mqtt -> mqtt.server("mqtt://127.0.0.1:" + arguments[0]))
                .daemon("127.0.0.1", Integer.parseInt(arguments[1]))
                .prefix(arguments[2])
                .build();
        Gateway.start(config).ended().join();
    }
}
