package tidings.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A driver that is told what to do, and a server that says what the test wants, byte by byte.
final class Scenario implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 15;
    private static final int SILENCE_MILLIS = 150;

    private final ServerSocket server;
    private final PipedOutputStream commands = new PipedOutputStream();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final List<String> passed = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();
    private final String loop;

    /// The ways in which a client can be moved.
    enum Loop {
        THREAD,
        MANUAL,
        EXTERNAL
    }

    Scenario(Loop loop) {
        this.loop = loop.name().toLowerCase(Locale.ROOT);
        try {
            server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(new PipedInputStream(commands, 1 << 20), StandardCharsets.UTF_8));
            ClientDriver driver = new ClientDriver(new Output(new Lines()));
            Thread.ofVirtual().start(() -> {
                try {
                    driver.read(in);
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                }
            });
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Cuts what the driver prints into lines.
    private final class Lines extends OutputStream {
        private final StringBuilder line = new StringBuilder();

        @Override
        public void write(int b) {
            if (b == '\n') {
                events.add(line.toString());
                line.setLength(0);
            } else {
                line.append((char) b);
            }
        }
    }

    /// Makes a client of this server.
    Scenario client(String keys) {
        return does("new " + keys + " host=127.0.0.1 port=" + server.getLocalPort() + " loop=" + loop
                + " keepalive=0 clientid=c"); // of a key that stands twice the first counts
    }

    Scenario does(String command) {
        try {
            commands.write((command.strip() + "\n").getBytes(StandardCharsets.UTF_8));
            commands.flush();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return this;
    }

    /// The connection that the client makes next.
    Peer accept() {
        try {
            server.setSoTimeout(PATIENCE_SECONDS * 1_000);
            Peer peer = new Peer(server.accept(), PATIENCE_SECONDS * 1_000);
            peers.add(peer);
            return peer;
        } catch (IOException broken) {
            throw new UncheckedIOException("The client does not come; so far: " + passed + events, broken);
        }
    }

    /// No connection comes.
    void isLeftAlone() {
        try {
            server.setSoTimeout(SILENCE_MILLIS);
            server.accept().close();
            throw new AssertionError("The client came");
        } catch (SocketTimeoutException nobody) {
            // as it should be
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Connects as a client of a version, with nothing special.
    Peer connected(int version, String keys) {
        client("version=" + version + " " + keys).does("connect");
        Peer peer = accept();
        peer.packet();
        peer.sends(version == 5 ? "20 03 00 00 00" : "20 02 00 00");
        event("connected rc=0 session=false");
        return peer;
    }

    /// The next event is this one.
    Scenario event(String wanted) {
        assertThat(next(event -> true)).as("after %s", passed).isEqualTo(wanted);
        return this;
    }

    /// Some event comes that begins so; those before it do not matter.
    String eventually(String start) {
        return next(event -> event.startsWith(start));
    }

    /// No event comes for a while.
    Scenario quiet() {
        try {
            assertThat(events.poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS)).as("after %s", passed).isNull();
            return this;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        does("reset");
        eventually("ready");
        does("quit");
        try {
            peers.forEach(Peer::close);
            server.close();
        } catch (IOException none) {
            // it is over anyway
        }
    }

    private String next(Predicate<String> wanted) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                String event = events.poll(left, TimeUnit.NANOSECONDS);
                if (event != null) {
                    passed.add(event);
                    if (wanted.test(event)) {
                        return event;
                    }
                }
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        throw new AssertionError("No such event; so far: " + passed);
    }
}
