package tidings.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tidings.testkit.Await;

/// Debian's mosquitto on a free port of the loopback address, for everybody. It can be stopped and started again.
final class Mosquitto implements AutoCloseable {

    private final int port;
    private final Path folder;
    private Process process;

    private Mosquitto(Path folder, List<String> more) throws IOException {
        this.folder = folder;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(folder.resolve("mosquitto.conf"),
                "listener " + port + " 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n"
                        + String.join("\n", more) + "\n");
        process = started();
    }

    /// One that listens, or the end of the test where there is none on this machine.
    ///
    /// @param more lines of its configuration
    static Mosquitto start(Path folder, String... more) throws IOException {
        return new Mosquitto(folder, List.of(more));
    }

    int port() {
        return port;
    }

    String uri() {
        return "mqtt://127.0.0.1:" + port;
    }

    /// Stops it in good order: what it is to keep it writes down now.
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new AssertionError("mosquitto does not stop");
        }
    }

    /// Starts it again.
    void start() throws IOException {
        process = started();
    }

    @Override
    public void close() {
        process.destroy();
    }

    private Process started() throws IOException {
        Process made = new ProcessBuilder(
                Tool.required("mosquitto", "mosquitto"), "-c", folder.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Await.until("mosquitto listens", this::isOpen);
        return made;
    }

    private boolean isOpen() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
