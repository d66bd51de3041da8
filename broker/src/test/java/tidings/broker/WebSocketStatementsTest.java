package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.PingReq;
import tidings.mqtt.PingResp;
import tidings.mqtt.PubAck;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Encoder;
import tidings.testkit.Spec;

/// What the specifications say of WebSocket (6), statement by statement, and what HTTP is answered that is none.
class WebSocketStatementsTest {

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker(builder -> builder.allowAnonymous(true)
            .listen("ws://127.0.0.1:0/mqtt")
            .listen(Listener.at("ws://127.0.0.1:0/pages").origins("https://example.org")));

    @Test
    @Spec({"MQTT-6.0.0-1", "MQTT-6.0.0-1 of 3.1.1"})
    void textEndsTheConnection() throws IOException {
        try (WebSocketPipe pipe = open()) {
            pipe.send(WebSocketPipe.TEXT, true, bytes(Connect.of(Version.V5, "text", true, 0)));
            WebSocketPipe.Frame frame = pipe.receive();
            assertThat(frame.opcode()).isEqualTo(WebSocketPipe.CLOSE);
            assertThat(frame.payload()).startsWith(0x03, 0xEB); // 1003: a kind of data that is not taken
        }
    }

    @Test
    @Spec({"MQTT-6.0.0-2", "MQTT-6.0.0-2 of 3.1.1"})
    void packetsSpanFramesAndFramesHoldSeveral() throws IOException {
        byte[] all = bytes(
                Connect.of(Version.V5, "spans", true, 0),
                new Publish(Message.of("a", "x".repeat(70_000)).withQos(Qos.AT_LEAST_ONCE), false, 1),
                PingReq.INSTANCE);
        for (int size : new int[]{all.length, 1 << 14, 7}) {
            try (WebSocketPipe pipe = open()) {
                for (int from = 0; from < all.length; from += size) {
                    byte[] part = Arrays.copyOfRange(all, from, Math.min(all.length, from + size));
                    pipe.send(WebSocketPipe.BINARY, true, part);
                }
                RawClient client = pipe.client(Version.V5);
                assertThat(client.receive(ConnAck.class).reason()).isEqualTo(ReasonCode.SUCCESS);
                assertThat(client.receive(PubAck.class).packetId()).isEqualTo(1);
                assertThat(client.receive()).isEqualTo(PingResp.INSTANCE);
            }
        }
    }

    @Test
    void framesComeInFragmentsWithOthersBetween() throws IOException {
        byte[] connect = bytes(Connect.of(Version.V5, "fragments", true, 0));
        try (WebSocketPipe pipe = open()) {
            pipe.send(WebSocketPipe.BINARY, false, Arrays.copyOf(connect, 3));
            pipe.send(WebSocketPipe.PING, true, "still there?".getBytes(StandardCharsets.UTF_8));
            assertThat(pipe.receive().opcode()).isEqualTo(WebSocketPipe.PONG);
            pipe.send(WebSocketPipe.CONTINUATION, true, Arrays.copyOfRange(connect, 3, connect.length));
            assertThat(pipe.client(Version.V5).receive(ConnAck.class).reason()).isEqualTo(ReasonCode.SUCCESS);
        }
    }

    @Test
    @Spec({"MQTT-6.0.0-4", "MQTT-6.0.0-4 of 3.1.1"})
    void theBrokerChoosesItsSubprotocolAmongOthers() throws IOException {
        try (WebSocketPipe pipe = new WebSocketPipe(socket(1), "/mqtt?x=y", "Sec-WebSocket-Protocol: chat, mqtt")) {
            assertThat(pipe.isUpgraded()).isTrue();
            assertThat(pipe.answer).anyMatch(line -> line.equalsIgnoreCase("sec-websocket-protocol: mqtt"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "1 | /mqtt  | Sec-WebSocket-Protocol: chat | 400",
        "1 | /mqtt  | X: no protocol at all        | 400",
        "1 | /other | Sec-WebSocket-Protocol: mqtt | 404",
        "2 | /pages | Sec-WebSocket-Protocol: mqtt | 101",
    })
    void otherUpgradesAreAnsweredInHttp(int listener, String path, String header, int status) throws IOException {
        try (WebSocketPipe pipe = new WebSocketPipe(socket(listener), path, header)) {
            assertThat(pipe.answer.get(0)).startsWith("HTTP/1.1 " + status);
        }
    }

    @ParameterizedTest
    @CsvSource({"https://example.org, 101", "https://example.com, 403"})
    void pagesOfOtherOriginsMayNotConnect(String origin, int status) throws IOException {
        try (WebSocketPipe pipe = new WebSocketPipe(
                socket(2), "/pages", "Sec-WebSocket-Protocol: mqtt", "Origin: " + origin)) {
            assertThat(pipe.answer.get(0)).startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    void aBrowserThatComesByIsToldWhatThisIs() throws IOException {
        try (Socket socket = socket(1)) {
            socket.getOutputStream().write("GET /mqtt HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 426 ").contains("MQTT over WebSocket");
        }
    }

    @Test
    void anUnmaskedOrBrokenFrameEndsTheConnection() throws IOException {
        for (String hex : new String[]{"820100", "8f8100000000ff", "82ff7fffffffffffffff00000000"}) {
            try (WebSocketPipe pipe = open(); RawClient client = pipe.client(Version.V5)) {
                pipe.sendRaw(HexFormat.of().parseHex(hex));
                assertThat(client.receive()).isNull();
            }
        }
    }

    @Test
    void theEndOfAConnectionIsToldInAFrame() throws IOException {
        try (WebSocketPipe pipe = open()) {
            pipe.send(WebSocketPipe.BINARY, true, new byte[]{(byte) 0xF0, 0});
            assertThat(pipe.receive().opcode()).isEqualTo(WebSocketPipe.CLOSE);
        }
    }

    private static WebSocketPipe open() throws IOException {
        WebSocketPipe pipe = WebSocketPipe.mqtt(socket(1));
        assertThat(pipe.isUpgraded()).isTrue();
        return pipe;
    }

    private static Socket socket(int listener) throws IOException {
        return RawClient.patient(new Socket("127.0.0.1", BROKER.broker().addresses().get(listener).getPort()));
    }

    private static byte[] bytes(Packet... packets) {
        ByteBuf out = Unpooled.buffer();
        for (Packet packet : packets) {
            Encoder.of(Version.V5).encode(packet, out);
        }
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }
}
