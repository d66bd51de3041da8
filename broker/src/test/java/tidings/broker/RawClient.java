package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Packet;
import tidings.mqtt.PingReq;
import tidings.mqtt.PingResp;
import tidings.mqtt.Properties;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Decoder;
import tidings.mqtt.codec.Encoder;

/// A socket and a codec: says what a test tells it to, right or wrong, and hears what the broker answers.
final class RawClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final InputStream in;
    private final OutputStream out;
    private final Closeable connection;
    private final Version version;
    private final Decoder decoder;
    private final ByteBuf arrived = Unpooled.buffer();

    RawClient(URI address, Version version) throws IOException {
        this(patient(new Socket(address.getHost(), address.getPort())), version);
    }

    /// Over a socket of any kind.
    RawClient(Socket socket, Version version) throws IOException {
        this(socket.getInputStream(), socket.getOutputStream(), socket, version);
    }

    /// Over anything that carries bytes.
    ///
    /// @param connection to be closed in the end
    RawClient(InputStream in, OutputStream out, Closeable connection, Version version) {
        this.in = in;
        this.out = out;
        this.connection = connection;
        this.version = version;
        this.decoder = Decoder.forClient(version, Integer.MAX_VALUE);
    }

    /// A socket that does not wait for ever.
    static <T extends Socket> T patient(T socket) throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /// A client that is in, with a session that ends with its connection.
    static RawClient connected(URI address, Version version, String clientId) throws IOException {
        RawClient client = new RawClient(address, version);
        client.send(Connect.of(version, clientId, true, 0));
        assertThat(client.receive(ConnAck.class).reason()).isEqualTo(ReasonCode.SUCCESS);
        return client;
    }

    void send(Packet... packets) throws IOException {
        ByteBuf out = Unpooled.buffer();
        for (Packet packet : packets) {
            Encoder.of(version).encode(packet, out);
        }
        sendBytes(out);
    }

    void sendHex(String hex) throws IOException {
        sendBytes(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    void sendBytes(ByteBuf bytes) throws IOException {
        byte[] array = new byte[bytes.readableBytes()];
        bytes.readBytes(array);
        out.write(array);
        out.flush();
    }

    /// The next packet, which is of a type.
    <T extends Packet> T receive(Class<T> type) throws IOException {
        Packet packet = receive();
        assertThat(packet).isInstanceOf(type);
        return type.cast(packet);
    }

    /// The next packet, or null where the broker has closed the connection.
    @Nullable
    Packet receive() throws IOException {
        while (true) {
            Packet packet = decoder.decode(arrived);
            if (packet != null) {
                return packet;
            }
            byte[] bytes = new byte[4096];
            int count = read(bytes);
            if (count < 0) {
                return null;
            }
            arrived.discardReadBytes().writeBytes(bytes, 0, count);
        }
    }

    SubAck subscribe(String filter, Qos qos) throws IOException {
        send(new Subscribe(1, List.of(Subscription.of(filter, qos)), Properties.NONE));
        return receive(SubAck.class);
    }

    /// Whether the broker answers a ping.
    boolean isAlive() throws IOException {
        try {
            send(PingReq.INSTANCE);
        } catch (SocketException closed) {
            return false;
        }
        return PingResp.INSTANCE.equals(receive());
    }

    /// Ends the connection without a word.
    @Override
    public void close() throws IOException {
        connection.close();
    }

    private int read(byte[] bytes) throws IOException {
        try {
            return in.read(bytes);
        } catch (SocketException reset) {
            return -1;
        }
    }
}
