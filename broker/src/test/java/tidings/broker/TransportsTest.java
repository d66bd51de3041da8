package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.PubAck;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.TopicName;
import tidings.mqtt.Version;

/// A broker that listens in every way there is, waited for in every way there is.
class TransportsTest {

    private static final int CLIENTS = 4;
    private static final int LARGE = 100_000;
    private static final int UNHEARD_PINGS = 500_000;

    @TempDir
    Path folder;
    private Keys keys;

    @BeforeEach
    void makeKeys() throws Exception {
        keys = new Keys(folder);
    }

    /// Several clients each: at least one of them moves to another event loop while it comes in.
    @ParameterizedTest
    @EnumSource
    void everyWayInCarriesMessages(IoKind io) throws Exception {
        try (Broker broker = Broker.start(everyWayIn(io))) {
            assertThat(broker.addresses()).hasSize(5);
            try (RawClient listener = RawClient.connected(broker.addresses().get(0), Version.V5, "listener")) {
                listener.subscribe("from/#", Qos.AT_LEAST_ONCE);
                for (URI address : broker.addresses()) {
                    exchange(address, listener);
                }
            }
        }
    }

    /// A socket that is closed with something unread resets the connection, and what it was told is lost on the way.
    @ParameterizedTest
    @EnumSource
    void whoStillSendsReadsWhyItsConnectionEnds(IoKind io) throws Exception {
        byte[] more = HexFormat.of().parseHex("c000".repeat(UNHEARD_PINGS));
        try (Broker broker = Broker.start(everyWayIn(io))) {
            for (URI address : broker.addresses()) {
                try (RawClient client = open(address)) {
                    client.send(Connect.of(Version.V5, "talker", true, 0));
                    client.receive(ConnAck.class);
                    client.send(Connect.of(Version.V5, "talker", true, 0));
                    client.sendBytes(Unpooled.wrappedBuffer(more));
                    assertThat(client.receive()).as("%s", address).isEqualTo(Disconnect.of(ReasonCode.PROTOCOL_ERROR));
                    assertThat(client.receive()).as("%s", address).isNull();
                }
            }
        }
    }

    private BrokerConfig everyWayIn(IoKind io) {
        return BrokerConfig.builder()
                .listen("mqtt://127.0.0.1:0")
                .listen(Listener.at("mqtts://127.0.0.1:0").tls(keys.tls()))
                .listen("ws://127.0.0.1:0")
                .listen(Listener.at("wss://127.0.0.1:0/somewhere").tls(keys.tls()))
                .listen("unix://" + folder.resolve("broker.sock"))
                .allowAnonymous(true)
                .eventLoops(2)
                .io(io)
                .build();
    }

    private void exchange(URI address, RawClient listener) throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            RawClient client = open(address);
            clients.add(client);
            client.send(Connect.of(Version.V5, address.getScheme() + i, true, 0));
            assertThat(client.receive(ConnAck.class).reason()).isEqualTo(ReasonCode.SUCCESS);
            client.subscribe("to/" + i, Qos.AT_LEAST_ONCE);
        }
        for (int i = 0; i < CLIENTS; i++) {
            RawClient client = clients.get(i);
            Message message = new Message(
                    TopicName.of("from/" + i), TestBroker.bytes(LARGE), Qos.AT_LEAST_ONCE, false, Properties.NONE);
            client.send(new Publish(message, false, 7));
            assertThat(client.receive()).isEqualTo(new PubAck(7));
            Publish heard = listener.receive(Publish.class);
            assertThat(heard.message().payload().size()).isEqualTo(LARGE);
            listener.send(new PubAck(heard.packetId()), TestBroker.publish("to/" + i, "x", Qos.AT_MOST_ONCE, 0));
            assertThat(TestBroker.text(client)).isEqualTo("x");
            client.close();
        }
    }

    private RawClient open(URI address) throws Exception {
        return switch (Listener.at(address.toString()).scheme()) {
            case MQTT -> new RawClient(address, Version.V5);
            case MQTTS -> new RawClient(tls(address), Version.V5);
            case WS -> overWebSocket(RawClient.patient(new Socket(address.getHost(), address.getPort())), address);
            case WSS -> overWebSocket(tls(address), address);
            case UNIX -> unix(Path.of(address.getPath()));
        };
    }

    private SSLSocket tls(URI address) throws Exception {
        return RawClient.patient((SSLSocket) keys.context(null)
                .getSocketFactory()
                .createSocket(address.getHost(), address.getPort()));
    }

    private static RawClient overWebSocket(Socket socket, URI address) throws IOException {
        WebSocketPipe pipe = new WebSocketPipe(socket, address.getPath(), "Sec-WebSocket-Protocol: mqtt");
        assertThat(pipe.isUpgraded()).as("%s", pipe.answer).isTrue();
        return pipe.client(Version.V5);
    }

    private static RawClient unix(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(path));
        return new RawClient(
                Channels.newInputStream(channel), Channels.newOutputStream(channel), channel, Version.V5);
    }
}
