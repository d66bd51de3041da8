package tidings.device;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tidings.broker.Listener;
import tidings.device.rest.MqttRoutes;
import tidings.device.spi.MoreRoutes;

/// The broker behind the port of the device server: MQTT over WebSocket at `/mqtt`, so that a page, and a device behind a
/// firewall, needs no other port; and `/api/connect`, which tells where else the broker listens.
///
/// ```java
/// try (MqttOverHttp door = MqttOverHttp.open()) {
///     Broker broker = Broker.start(config.listen(door.listener()).build());
///     devices.startHttp(door.routes(broker.addresses()));
/// }
/// ```
///
/// Between the two is a Unix socket in a folder that only this user may enter. Each connection begins with a header of the
/// PROXY protocol, so the broker sees where it really comes from.
public final class MqttOverHttp implements AutoCloseable {

    private static final String SOCKET = "mqtt";
    private static final String[] ANYBODY = {}; // who may enter the folder

    private final Path folder;
    private final Listener listener;

    private MqttOverHttp(Path folder) {
        this.folder = folder;
        this.listener = Listener.at("unix://" + folder.resolve(SOCKET).toUri().getRawPath()).proxyProtocol(ANYBODY);
    }

    /// Makes the folder of the socket.
    ///
    /// @throws DeviceException if it cannot
    public static MqttOverHttp open() {
        try {
            return new MqttOverHttp(Files.createTempDirectory("tidings"));
        } catch (IOException e) {
            throw new DeviceException("Cannot make a folder in " + System.getProperty("java.io.tmpdir")
                    + "; choose another with the environment variable JAVA_OPTS=-Djava.io.tmpdir=DIR", e);
        }
    }

    /// Where the broker is to listen.
    public Listener listener() {
        return listener;
    }

    /// Those of `addresses` where others connect.
    public List<URI> without(List<URI> addresses) {
        return addresses.stream().filter(address -> !address.equals(listener.uri())).toList();
    }

    /// What the HTTP server is to serve besides.
    ///
    /// @param addresses where the broker listens
    public MoreRoutes routes(List<URI> addresses) {
        MqttRoutes routes = new MqttRoutes(listener.socket(), without(addresses));
        return (RoutesConfig config, Handler administrators) -> routes.addTo(config);
    }

    /// Removes the folder; the broker is closed before.
    @Override
    public void close() {
        try {
            Files.deleteIfExists(listener.socket());
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
