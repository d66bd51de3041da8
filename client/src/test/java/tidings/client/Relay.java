package tidings.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Stands before a server and passes on what comes, after a greeting of its own: TLS, a proxy's.
final class Relay implements AutoCloseable {

    /// What happens before bytes are passed on.
    interface Greeting {

        /// @return where to, or null if the connection is refused
        Integer greet(Socket client) throws IOException;
    }

    final Queue<Socket> accepted = new ConcurrentLinkedQueue<>();
    final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
    private final ServerSocket server;
    private final Greeting greeting;

    Relay(ServerSocket server, Greeting greeting) {
        this.server = server;
        this.greeting = greeting;
        Thread.ofVirtual().start(this::accept);
    }

    static Relay plain(Greeting greeting) throws IOException {
        return new Relay(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), greeting);
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : accepted) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                accepted.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket client) {
        try (client) {
            Integer port = greeting.greet(client);
            if (port == null) {
                return;
            }
            try (Socket behind = new Socket(InetAddress.getLoopbackAddress(), port)) {
                Thread back = Thread.ofVirtual().start(() -> pass(behind, client));
                pass(client, behind);
                back.join();
            }
        } catch (IOException broken) {
            failures.add(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pass(Socket from, Socket to) {
        byte[] buffer = new byte[4096];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                out.flush();
            }
            to.close();
        } catch (IOException gone) {
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException none) {
            // it is gone
        }
    }
}
