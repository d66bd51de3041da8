package tidings.tinkerforge;

import java.net.InetSocketAddress;
import java.util.List;
import tidings.tinkerforge.simulator.BrickServer;
import tidings.tinkerforge.tfp.ErrorCode;
import tidings.tinkerforge.tfp.Packet;

/// Bricks that are not there: speaks like a Brick Daemon, so that a gateway, a program or the official bindings can be tried
/// without hardware.
///
/// Any thread may call.
public final class Simulator implements AutoCloseable {

    private final BrickServer server;
    private final InetSocketAddress address;

    /// One that can be called.
    ///
    /// @param device the name of its type
    public record Brick(String uid, String device) {}

    private Simulator(BrickServer server, InetSocketAddress address) {
        this.server = server;
        this.address = address;
    }

    /// Starts it.
    ///
    /// @throws IllegalArgumentException if there is no device of a name
    /// @throws java.io.UncheckedIOException if it cannot listen where it is to
    public static Simulator start(SimulatorConfig config) {
        BrickServer server =
                new BrickServer(config.devices(), config.secret(), config.period(), config.answerTime());
        try {
            return new Simulator(server, server.listen(config.host(), config.port()));
        } catch (RuntimeException | Error failure) {
            server.close();
            throw failure;
        }
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return address;
    }

    /// All bricks, in the order of the configuration.
    public List<Brick> bricks() {
        return server.bricks().stream().map(brick -> new Brick(brick.uid(), brick.device())).toList();
    }

    /// The first brick of a type.
    ///
    /// @throws IllegalArgumentException if there is none
    public String uid(String device) {
        return bricks().stream()
                .filter(brick -> brick.device().equals(device))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no " + device))
                .uid();
    }

    /// Lets a brick answer nothing, or again.
    public void silent(String uid, boolean on) {
        server.silent(uid, on);
    }

    /// Lets a brick answer all calls with an error, or, with [ErrorCode#OK], no more.
    void refuse(String uid, ErrorCode code) {
        server.refuse(uid, code);
    }

    /// Lets a brick tell a callback now.
    public void fire(String uid, String callback) {
        server.fire(uid, callback);
    }

    /// Sends any packet to all who are connected.
    void send(Packet packet) {
        server.sendToAll(packet);
    }

    /// Closes all connections; new ones may come.
    public void disconnectAll() {
        server.disconnectAll();
    }

    @Override
    public void close() {
        server.close();
    }
}
