package tidings.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Stands between a client and a server, cuts what they say into pieces, dawdles, and breaks off, all by seed. Once it is
/// [#mended] it does so no more.
final class FaultyWire implements AutoCloseable {

    private static final int LARGEST_PIECE = 40;
    private static final int LONGEST_LIFE = 4_000; // bytes of one direction
    private static final int LONGEST_DELAY_NANOS = 500_000;

    private final ServerSocket front = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final AtomicInteger breaks = new AtomicInteger();
    private final AtomicLong seeds;
    private final int port;
    private volatile boolean mended;

    /// @param port of the server behind
    FaultyWire(int port, long seed) throws IOException {
        this.port = port;
        this.seeds = new AtomicLong(seed);
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return front.getLocalPort();
    }

    /// How often it broke off.
    int breaks() {
        return breaks.get();
    }

    void mended() {
        mended = true;
    }

    @Override
    public void close() throws IOException {
        front.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = front.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                open.add(client);
                open.add(server);
                Thread.ofVirtual().start(() -> move(client, server));
                Thread.ofVirtual().start(() -> move(server, client));
            }
        } catch (IOException closed) {
            // the test is over, or the server is
        }
    }

    private void move(Socket from, Socket to) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seeds.incrementAndGet());
        int life = random.nextInt(50, LONGEST_LIFE);
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[LARGEST_PIECE];
            int count = in.read(piece, 0, random.nextInt(1, LARGEST_PIECE));
            while (count > 0 && (life > 0 || mended)) {
                out.write(piece, 0, count);
                life -= count;
                if (!mended && random.nextInt(20) == 0) {
                    LockSupport.parkNanos(random.nextInt(LONGEST_DELAY_NANOS));
                }
                count = in.read(piece, 0, random.nextInt(1, LARGEST_PIECE));
            }
            if (count > 0) {
                breaks.incrementAndGet();
            }
        } catch (IOException broken) {
            // by the other direction
        }
    }
}
