package tidings.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Properties;
import tidings.mqtt.PubAck;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Decoder;
import tidings.mqtt.codec.Encoder;
import tidings.mqtt.codec.PublishFrame;
import tidings.storage.Durability;

/// Fills the queue of a session that is away at QoS 1, kills the broker, starts it again, and drains the queue: messages a
/// second and the time to be there again, while every message is looked for.
///
/// The broker is a process of its own.
public final class DurableQueue {

    private static final int WINDOW = 1_000;
    private static final int CHUNK = 250;
    private static final int PUBACK_BYTES = 4;

    private final URI address;

    private DurableQueue(URI address) {
        this.address = address;
    }

    /// Fills the queue of a client that is away, and drains it.
    ///
    /// @param args folder, messages, publishers, bytes of payload, durability
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int messages = Integer.parseInt(args[1]);
        int publishers = Integer.parseInt(args[2]);
        int payload = Integer.parseInt(args[3]);
        try (Server server = Server.start(folder, args[4])) {
            DurableQueue queue = new DurableQueue(server.address);
            queue.subscribe();
            long start = System.nanoTime();
            queue.fill(messages, publishers, payload);
            report("fill", messages, start, server);
            server.process.destroyForcibly().waitFor();
        }
        long restart = System.nanoTime();
        try (Server server = Server.start(folder, args[4])) {
            System.out.printf("restart to ready: %.2f s%n", (System.nanoTime() - restart) / 1e9);
            long start = System.nanoTime();
            new DurableQueue(server.address).drain(messages, publishers);
            report("drain", messages, start, server);
        }
    }

    private static void report(String what, int messages, long start, Server server) {
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpu = server.process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9 - server.cpuAtReady;
        System.out.printf("%s: %.0f messages/s, %.1f us of the broker's processors each%n", what, messages / seconds,
                cpu * 1e6 / messages);
    }

    private void subscribe() throws IOException {
        try (Connection connection = new Connection(address, "away", false)) {
            connection.send(new Subscribe(
                    1, List.of(Subscription.of("queue/#", Qos.AT_LEAST_ONCE)), Properties.NONE));
            connection.receive(SubAck.class);
        }
    }

    private void fill(int messages, int publishers, int payload) throws Exception {
        try (var threads = Executors.newFixedThreadPool(publishers)) {
            List<Future<?>> all = new ArrayList<>();
            for (int p = 0; p < publishers; p++) {
                int publisher = p;
                all.add(threads.submit(() -> publish(publisher, messages / publishers, payload)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private Void publish(int publisher, int messages, int payload) throws IOException {
        try (Connection connection = new Connection(address, "publisher" + publisher, true)) {
            ByteBuf out = Unpooled.buffer();
            int sent = 0;
            int acknowledged = 0;
            while (acknowledged < messages) {
                while (sent < messages && sent - acknowledged <= WINDOW - CHUNK) {
                    int until = Math.min(messages, sent + CHUNK);
                    for (; sent < until; sent++) {
                        byte[] text = new byte[payload];
                        Unpooled.wrappedBuffer(text).setInt(0, sent);
                        Message message = Message.of("queue/" + publisher, Bytes.handOver(text));
                        PublishFrame.of(message.withQos(Qos.AT_LEAST_ONCE), Version.V3_1_1)
                                .writeTo(out, false, 1 + sent % WINDOW);
                    }
                    connection.send(out);
                }
                acknowledged += connection.acknowledgements();
            }
        }
        return null;
    }

    private void drain(int messages, int publishers) throws IOException {
        int[] next = new int[publishers];
        try (Connection connection = new Connection(address, "away", false)) {
            ByteBuf acknowledgements = Unpooled.buffer();
            for (int i = 0; i < messages; i++) {
                Publish publish = connection.receive(Publish.class);
                Message message = publish.message();
                int publisher = Integer.parseInt(message.topic().text().substring("queue/".length()));
                int number = message.payload().asByteBuffer().getInt();
                if (number != next[publisher]++) {
                    throw new IllegalStateException("Expected " + (next[publisher] - 1) + " and got " + number);
                }
                Encoder.of(Version.V3_1_1).encode(new PubAck(publish.packetId()), acknowledgements);
                if (!connection.hasMore() || i == messages - 1) {
                    connection.send(acknowledgements);
                }
            }
        }
    }

    /// A blocking connection.
    private static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final Decoder decoder = Decoder.forClient(Version.V3_1_1, 1 << 20);
        private final ByteBuf arrived = Unpooled.buffer(1 << 16);
        private final byte[] bytes = new byte[1 << 16];

        Connection(URI address, String clientId, boolean clean) throws IOException {
            socket = new Socket(address.getHost(), address.getPort());
            socket.setTcpNoDelay(true);
            send(Connect.of(Version.V3_1_1, clientId, clean, 0));
            receive(ConnAck.class);
        }

        void send(Packet packet) throws IOException {
            ByteBuf out = Unpooled.buffer();
            Encoder.of(Version.V3_1_1).encode(packet, out);
            send(out);
        }

        void send(ByteBuf out) throws IOException {
            socket.getOutputStream().write(out.array(), out.arrayOffset(), out.readableBytes());
            out.clear();
        }

        /// Whether a packet is here already, most likely.
        boolean hasMore() {
            return arrived.readableBytes() > 1_000;
        }

        <T extends Packet> T receive(Class<T> type) throws IOException {
            for (Packet packet = decoder.decode(arrived); true; packet = decoder.decode(arrived)) {
                if (packet != null) {
                    return type.cast(packet);
                }
                arrived.discardReadBytes();
                arrived.writeBytes(bytes, 0, read());
            }
        }

        /// Waits for acknowledgements, and counts them.
        int acknowledgements() throws IOException {
            arrived.writeBytes(bytes, 0, read());
            int count = arrived.readableBytes() / PUBACK_BYTES;
            arrived.skipBytes(count * PUBACK_BYTES).discardReadBytes();
            return count;
        }

        private int read() throws IOException {
            int count = socket.getInputStream().read(bytes);
            if (count < 0) {
                throw new IOException("The broker has closed the connection");
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /// The broker's process.
    private static final class Server implements AutoCloseable {
        final Process process;
        final URI address;
        final double cpuAtReady;

        private Server(Process process, URI address) {
            this.process = process;
            this.address = address;
            this.cpuAtReady = process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
        }

        static Server start(Path folder, String durability) throws IOException {
            Process process = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED", "-Xmx1g", "-cp", System.getProperty("java.class.path"),
                    Server.class.getName(), folder.toString(), durability)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader out = process.inputReader();
            String line = out.readLine();
            while (line != null && !line.startsWith("mqtt://")) {
                System.out.println(line);
                line = out.readLine();
            }
            if (line == null) {
                throw new IOException("The broker did not start");
            }
            return new Server(process, URI.create(line));
        }

        @SuppressWarnings({"UnusedMethod", "EffectivelyPrivate"}) // another Java begins here
        public static void main(String[] args) {
            Broker broker = Broker.start(BrokerConfig.builder()
                    .listen("mqtt://127.0.0.1:0")
                    .allowAnonymous(true)
                    .data(Path.of(args[0]))
                    .durability(Durability.valueOf(args[1]))
                    .build());
            System.out.println(broker.addresses().get(0));
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
