package tidings.bench.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.broker.Limits;

/// The other end of the benchmark, in a process of its own so that its work is not counted: a broker, and somebody who
/// publishes when told to.
final class Opposite implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final PrintStream orders;
    private final int port;

    Opposite() throws IOException {
        process = new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"), "-Xmx512m", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), Opposite.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        port = Integer.parseInt(answers.readLine());
    }

    int port() {
        return port;
    }

    /// Publishes a number of messages, and comes back when all have been sent.
    void publish(String topic, int qos, int count, int size) throws IOException {
        orders.printf(Locale.ROOT, "%s %d %d %d%n", topic, qos, count, size);
        if (answers.readLine() == null) {
            throw new IOException("The other end has died");
        }
    }

    @Override
    public void close() {
        process.destroy();
    }

    /// The process: prints its port, then a line for each order that is done.
    public static void main(String[] arguments) throws Exception {
        Broker broker = Broker.start(BrokerConfig.builder()
                .listen("mqtt://127.0.0.1:0")
                .allowAnonymous(true)
                .limits(Limits.defaults().withQueue(1_000_000, 1L << 30)) // what a client does not take is its own loss
                .build());
        int port = broker.addresses().get(0).getPort();
        try (Peer.Link link = new TidingsPeer().connect(port, "opposite");
                BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(port);
            orders.lines().forEach(order -> {
                obey(link, order);
                System.out.println("done");
            });
        }
        System.exit(0);
    }

    private static void obey(Peer.Link link, String order) {
        String[] words = order.split(" ", -1);
        int qos = Integer.parseInt(words[1]);
        int count = Integer.parseInt(words[2]);
        byte[] payload = new byte[Integer.parseInt(words[3])];
        Semaphore window = new Semaphore(ClientBench.WINDOW);
        try {
            for (int i = 0; i < count; i++) {
                window.acquire();
                link.publish(words[0], payload, qos, window::release);
            }
            window.acquire(ClientBench.WINDOW);
        } catch (Exception impossible) {
            throw new UncheckedIOException(new IOException("Cannot obey " + order, impossible));
        }
    }
}
