package tidings.broker;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import tidings.broker.net.BrokerServer;

/// An MQTT broker, running.
///
/// ```java
/// BrokerConfig config = BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).build();
/// try (Broker broker = Broker.start(config)) {
///     URI address = broker.addresses().get(0);
/// }
/// ```
///
/// Any thread may use it.
public final class Broker implements AutoCloseable {

    private final BrokerServer server;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Broker(BrokerServer server) {
        this.server = server;
    }

    /// Starts a broker; when this returns, clients may connect.
    ///
    /// @throws BrokerException if it cannot listen where it is told to; nothing is left running then
    public static Broker start(BrokerConfig config) {
        return new Broker(BrokerServer.start(config));
    }

    /// Where clients connect, with the ports really taken.
    public List<URI> addresses() {
        return server.addresses();
    }

    /// Takes other limits from now on. Those of all clients together hold at once, those of one client for each that comes.
    public void limits(Limits changed) {
        server.limits(changed);
    }

    /// What an operator sees of it, and does about it.
    public BrokerView view() {
        return new BrokerView(server);
    }

    /// Where a program of this machine connects without TLS, WebSocket and PROXY headers; empty where there is no such
    /// listener.
    public Optional<URI> plainAddress() {
        return server.plainAddress();
    }

    /// How many clients are connected.
    public int connections() {
        return server.connections();
    }

    /// A way in for connections whose bytes somebody else carries.
    ///
    /// @param terms those of a listener: who comes in without a user name, and how many at once
    public Entrance entrance(Listener terms) {
        return new Entrance(server.sideDoor(terms));
    }

    /// Reads again what it was made from: certificates, and what its authenticators and its authorizer know
    /// ([tidings.broker.spi.Reloadable]). What cannot be read leaves things as they were. Blocks.
    ///
    /// @return what went wrong, in words for the operator; empty if nothing did
    public List<String> reload() {
        return server.reload();
    }

    /// Stops: clients of MQTT 5.0 are told, all connections are closed, no thread is left. Blocks for seconds at most.
    /// Sessions and retained messages are gone with it, unless there is a data folder ([BrokerConfig.Builder#data]).
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.close();
        }
    }
}
