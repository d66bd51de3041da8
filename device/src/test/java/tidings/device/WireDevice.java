package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.PingReq;
import tidings.mqtt.PingResp;
import tidings.mqtt.Properties;
import tidings.mqtt.PubAck;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Decoder;
import tidings.mqtt.codec.Encoder;

/// A device on a socket, which does what a test tells it to, packet by packet.
final class WireDevice implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final Version version;
    private final Decoder decoder;
    private final ByteBuf arrived = Unpooled.buffer();
    private int lastId;

    WireDevice(URI address, Version version) throws IOException {
        this(new Socket(address.getHost(), address.getPort()), version);
    }

    WireDevice(Socket socket, Version version) throws IOException {
        this.socket = socket;
        this.socket.setSoTimeout(TIMEOUT_MILLIS);
        this.socket.setTcpNoDelay(true);
        this.version = version;
        this.decoder = Decoder.forClient(version, Integer.MAX_VALUE);
    }

    static WireDevice connected(URI address, Version version, String token) throws IOException {
        WireDevice device = new WireDevice(address, version);
        assertThat(device.login("some", token, null).reason()).isEqualTo(ReasonCode.SUCCESS);
        return device;
    }

    ConnAck login(String clientId, @Nullable String userName, @Nullable String password) throws IOException {
        Bytes secret = password == null ? null : Bytes.utf8(password);
        send(new Connect(version, clientId, true, 0, null, userName, secret, Properties.NONE));
        return receive(ConnAck.class);
    }

    void send(Packet... packets) throws IOException {
        ByteBuf out = Unpooled.buffer();
        for (Packet packet : packets) {
            Encoder.of(version).encode(packet, out);
        }
        byte[] array = new byte[out.readableBytes()];
        out.readBytes(array);
        socket.getOutputStream().write(array);
    }

    /// Publishes at QoS 1.
    ///
    /// @return the packet id
    int publish(String topic, String payload) throws IOException {
        return publish(topic, Bytes.utf8(payload));
    }

    int publish(String topic, Bytes payload) throws IOException {
        int id = ++lastId;
        send(new Publish(Message.of(topic, payload).withQos(Qos.AT_LEAST_ONCE), false, id));
        return id;
    }

    /// Publishes at QoS 0.
    void tell(String topic, String payload) throws IOException {
        send(new Publish(Message.of(topic, payload), false, 0));
    }

    /// Publishes at QoS 1 and waits for the acknowledgement.
    ///
    /// @return its reason
    ReasonCode report(String topic, String payload) throws IOException {
        int id = publish(topic, payload);
        PubAck ack = receive(PubAck.class);
        assertThat(ack.packetId()).isEqualTo(id);
        return ack.reason();
    }

    ReasonCode subscribe(String filter, Qos qos) throws IOException {
        send(new Subscribe(++lastId, List.of(Subscription.of(filter, qos)), Properties.NONE));
        return receive(SubAck.class).reasons().get(0);
    }

    /// The next message, acknowledged.
    Message hear() throws IOException {
        Publish publish = receive(Publish.class);
        if (publish.message().qos() == Qos.AT_LEAST_ONCE) {
            send(new PubAck(publish.packetId(), ReasonCode.SUCCESS));
        }
        return publish.message();
    }

    <T extends Packet> T receive(Class<T> type) throws IOException {
        Packet packet = receive();
        assertThat(packet).isInstanceOf(type);
        return type.cast(packet);
    }

    /// The next packet, or null where the server has closed the connection.
    @Nullable
    Packet receive() throws IOException {
        while (true) {
            Packet packet = decoder.decode(arrived);
            if (packet != null) {
                return packet;
            }
            byte[] bytes = new byte[8192];
            int count = read(bytes);
            if (count < 0) {
                return null;
            }
            arrived.discardReadBytes().writeBytes(bytes, 0, count);
        }
    }

    /// Whether the server answers a ping, and says nothing before.
    boolean isAlive() throws IOException {
        try {
            send(PingReq.INSTANCE);
        } catch (SocketException closed) {
            return false;
        }
        return PingResp.INSTANCE.equals(receive());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private int read(byte[] bytes) throws IOException {
        try {
            return socket.getInputStream().read(bytes);
        } catch (SocketException reset) {
            return -1;
        }
    }
}
