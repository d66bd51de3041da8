package tidings.bench.devices;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import tidings.mqtt.Bytes;
import tidings.mqtt.Connect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Properties;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Encoder;

/// Many devices on one thread that report at QoS 1: each sends its next message when one of its last ones was acknowledged,
/// or, at a given rate, when its time has come. At a rate the time to an acknowledgement is counted from when the message
/// was due, whether or not it could be sent then: who has to wait is not left out.
///
/// It knows of MQTT only what it needs to: an acknowledgement has four bytes.
final class DeviceLoad implements AutoCloseable {

    /// Values of a reading.
    static final int KEYS = 4;
    private static final int ACK_BYTES = 4;
    private static final int MOST_LATENCIES = 4_000_000;
    private static final long A_SECOND = 1_000_000_000;

    private final Selector selector = Selector.open();
    private final Device[] devices;
    private final int window;
    private final Form form;
    private final long[] latencies = new long[MOST_LATENCIES];
    private final List<Integer> seconds = new ArrayList<>(); // where in the latencies each second ends
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 << 10);
    private int latencyCount;
    private long acknowledged;
    private int next;

    /// Connects devices, whose tokens are `TOKEN-0` and so on.
    ///
    /// @param window messages of each device that may be under way
    DeviceLoad(URI broker, int count, int window, Form form) throws IOException {
        this.window = window;
        this.form = form;
        this.devices = new Device[count];
        for (int i = 0; i < count; i++) {
            devices[i] = new Device(i, broker);
        }
    }

    /// What a message looks like.
    ///
    /// @param first the time of a device's first reading
    /// @param step milliseconds from one reading to the next
    /// @param together readings of a message
    record Form(long first, long step, int together) {
        static final Form SINGLE = new Form(1_700_000_000_000L, 1, 1);
    }

    /// What came of it.
    ///
    /// @param latencies in nanoseconds, sorted
    /// @param worstSecondMillis the 99th percentile of the second in which it was the worst
    @SuppressWarnings("ArrayRecordComponent") // sorted once, and never compared
    record Result(long messages, long nanos, long[] latencies, double worstSecondMillis) {

        double pointsPerSecond() {
            return messages * (double) KEYS * 1e9 / nanos;
        }

        double latencyMillis(double quantile) {
            return quantile(latencies, quantile) / 1e6;
        }

        private static double quantile(long[] sorted, double quantile) {
            return sorted.length == 0 ? 0 : sorted[(int) ((sorted.length - 1) * quantile)];
        }
    }

    /// Reports for a while.
    ///
    /// @param messagesPerSecond of all devices together; 0 for as many as are acknowledged
    Result run(long nanos, double messagesPerSecond) throws IOException {
        long start = System.nanoTime();
        long sent = 0;
        acknowledged = 0;
        latencyCount = 0;
        seconds.clear();
        for (long passed = 0; passed < nanos; passed = System.nanoTime() - start) {
            long due = messagesPerSecond == 0 ? Long.MAX_VALUE : (long) (passed * messagesPerSecond / A_SECOND);
            while (sent < due && reportNext(messagesPerSecond == 0
                    ? System.nanoTime()
                    : start + (long) ((sent + 1) * A_SECOND / messagesPerSecond))) {
                sent++;
            }
            receive(1); // does not spin: the server needs the processor more
            if (passed / A_SECOND > seconds.size()) {
                seconds.add(latencyCount);
            }
        }
        return result(System.nanoTime() - start);
    }

    /// Reports so many messages of each device, and waits for their acknowledgements.
    ///
    /// @param progress is told again and again how many of all were acknowledged
    void report(int messagesOfEach, LongConsumer progress) throws IOException {
        long all = (long) messagesOfEach * devices.length;
        long sent = 0;
        acknowledged = 0;
        while (acknowledged < all) {
            while (sent < all && reportNext(System.nanoTime())) {
                sent++;
            }
            receive(1);
            progress.accept(acknowledged);
        }
    }

    /// The next in turn that may send does so.
    ///
    /// @return false where all wait
    private boolean reportNext(long since) throws IOException {
        for (int looked = 0; looked < devices.length; looked++) {
            Device device = devices[next];
            next = (next + 1) % devices.length;
            if (device.underWay < window) {
                device.report(since);
                return true;
            }
        }
        return false;
    }

    private Result result(long nanos) {
        double worst = 0;
        int from = 0;
        for (int to : seconds) {
            worst = Math.max(worst, Result.quantile(sorted(from, to), 0.99));
            from = to;
        }
        return new Result(acknowledged, nanos, sorted(0, latencyCount), worst / 1e6);
    }

    private long[] sorted(int from, int to) {
        long[] some = Arrays.copyOfRange(latencies, from, to);
        Arrays.sort(some);
        return some;
    }

    /// Waits until nothing is under way.
    void drain() throws IOException {
        while (Arrays.stream(devices).anyMatch(device -> device.underWay > 0)) {
            receive(1);
        }
    }

    @Override
    public void close() throws IOException {
        for (Device device : devices) {
            device.channel.close();
        }
        selector.close();
    }

    private void receive(long waitMillis) throws IOException {
        selector.select(waitMillis);
        for (SelectionKey key : selector.selectedKeys()) {
            ((Device) key.attachment()).receive();
        }
        selector.selectedKeys().clear();
    }

    private final class Device {
        private final SocketChannel channel;
        private final int number;
        private final long[] sentAt;
        private int lastId;
        private int underWay;
        private int oldest;
        private int partial;
        private long time;

        Device(int number, URI broker) throws IOException {
            this.number = number;
            this.sentAt = new long[window + 1];
            this.time = form.first();
            this.channel = SocketChannel.open(new InetSocketAddress(broker.getHost(), broker.getPort()));
            channel.socket().setTcpNoDelay(true);
            send(Unpooled.buffer(), new Connect(
                    Version.V3_1_1, "device-" + number, true, 0, null, "TOKEN-" + number, null, Properties.NONE));
            ByteBuffer connAck = ByteBuffer.allocate(4);
            while (connAck.hasRemaining() && channel.read(connAck) >= 0) {
                Thread.onSpinWait();
            }
            if (connAck.get(3) != 0) {
                throw new IOException("Device " + number + " is refused: " + connAck.get(3));
            }
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        /// @param since when its time to the acknowledgement begins
        void report(long since) throws IOException {
            lastId = lastId % 65_535 + 1;
            StringBuilder payload = new StringBuilder(form.together() == 1 ? "" : "[");
            for (int i = 0; i < form.together(); i++) {
                time += form.step();
                payload.append(i == 0 ? "" : ",").append("{\"ts\":").append(time);
                payload.append(",\"values\":{\"temperature\":").append(20 + number % 10).append('.');
                payload.append((lastId + i) % 100).append(",\"humidity\":").append((lastId + i) % 100);
                payload.append(",\"pressure\":1013.25,\"on\":").append(lastId % 2 == 0).append("}}");
            }
            payload.append(form.together() == 1 ? "" : "]");
            Message message = Message.of(
                    "v1/devices/me/telemetry",
                    Bytes.handOver(payload.toString().getBytes(StandardCharsets.US_ASCII)));
            sentAt[(oldest + underWay) % sentAt.length] = since;
            underWay++;
            send(Unpooled.buffer(256), new Publish(message.withQos(Qos.AT_LEAST_ONCE), false, lastId));
        }

        void receive() throws IOException {
            in.clear();
            int count = channel.read(in);
            if (count < 0) {
                throw new IOException("Device " + number + " was disconnected");
            }
            partial += count;
            long now = System.nanoTime();
            for (; partial >= ACK_BYTES; partial -= ACK_BYTES) {
                if (latencyCount < MOST_LATENCIES) {
                    latencies[latencyCount++] = now - sentAt[oldest];
                }
                oldest = (oldest + 1) % sentAt.length;
                underWay--;
                acknowledged++;
            }
        }

        private void send(ByteBuf out, Packet packet) throws IOException {
            Encoder.of(Version.V3_1_1).encode(packet, out);
            ByteBuffer bytes = out.nioBuffer();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }
}
