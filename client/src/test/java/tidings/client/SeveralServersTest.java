package tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.testkit.Await;

/// Several servers, in a list or in SRV records.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeveralServersTest {

    private Broker broker;
    private Names names;

    @BeforeAll
    void start() throws IOException {
        broker = broker("mqtt://127.0.0.1:0");
        names = new Names();
        System.setProperty("java.naming.provider.url", "dns://127.0.0.1:" + names.port());
    }

    @AfterAll
    void stop() {
        System.clearProperty("java.naming.provider.url");
        names.close();
        broker.close();
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatIsNotThereIsPassedOverWithoutWaiting(Driving driving) throws IOException {
        Duration anHour = Duration.ofHours(1);
        Queue<Disconnected> told = new ConcurrentLinkedQueue<>();
        try (MqttClient client = driving.client(MqttClient.builder()
                .servers(List.of(nobody(), nobody(), uri(broker)))
                .reconnect(r -> r.delay(anHour, anHour)))) {
            client.onDisconnected(told::add);
            await(client.connect());
            Await.until("both were told", () -> told.size() == 2);
            assertThat(told).allSatisfy(one -> assertThat(one.reconnectIn()).isEqualTo(Duration.ZERO));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whereNoneIsThereTheFirstConnectionFails(Driving driving) throws IOException {
        try (MqttClient client =
                driving.client(MqttClient.builder().servers(List.of(nobody(), nobody())))) {
            assertThatThrownBy(() -> await(client.connect())).hasCauseInstanceOf(UnreachableException.class);
            assertThat(client.state()).isEqualTo(MqttClient.State.DISCONNECTED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterALossTheSameServerIsTriedBeforeTheOther(Driving driving) {
        Broker first = broker("mqtt://127.0.0.1:0");
        try (Broker second = broker("mqtt://127.0.0.1:0");
                MqttClient client = driving.client(MqttClient.builder()
                        .servers(List.of(uri(first), uri(second)))
                        .reconnect(r -> r.delay(Duration.ofMillis(5), Duration.ofMillis(20))))) {
            Queue<Disconnected> told = new ConcurrentLinkedQueue<>();
            client.onDisconnected(told::add);
            await(client.connect());
            first.close();
            Await.until("it has gone over", () -> told.size() >= 2 && client.state() == MqttClient.State.CONNECTED);
            assertThat(told.poll().reconnectIn()).isPositive();
            assertThat(told.poll().text()).isEqualTo("connection refused");
        }
    }

    @ParameterizedTest
    @EnumSource
    void serviceRecordsSayWhereTheServerIs(Driving driving) throws IOException {
        int dead = Server.parse(nobody()).port();
        String domain = driving.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".example.org";
        names.add("_mqtt._tcp." + domain, new int[]{10, 0, dead}, new int[]{20, 5, port()}, new int[]{30, 0, 1});
        try (MqttClient client = driving.client(MqttClient.builder().srv(domain))) {
            await(client.connect());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDomainWithoutServiceRecordsIsNamed(Driving driving) {
        try (MqttClient client = driving.client(MqttClient.builder().server("mqtts+srv://none.example.org"))) {
            assertThatThrownBy(() -> await(client.connect()))
                    .hasCauseInstanceOf(UnreachableException.class)
                    .hasMessageContaining("there is no SRV record _secure-mqtt._tcp.none.example.org");
        }
    }

    private int port() {
        return broker.addresses().get(0).getPort();
    }

    private static String uri(Broker broker) {
        return broker.addresses().get(0).toString();
    }

    private static Broker broker(String listen) {
        return Broker.start(BrokerConfig.builder().listen(listen).allowAnonymous(true).build());
    }

    private static String nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "mqtt://127.0.0.1:" + socket.getLocalPort();
        }
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    /// A name server that knows SRV records only, all of them on this machine.
    private static final class Names implements AutoCloseable {

        private static final int SRV = 33;
        private static final int HEADER = 12;

        private final Map<String, int[][]> records = new ConcurrentHashMap<>();
        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());

        Names() throws IOException {
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        DatagramPacket question = new DatagramPacket(new byte[512], 512);
                        socket.receive(question);
                        byte[] answer = answer(ByteBuffer.wrap(question.getData(), 0, question.getLength()));
                        socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
                    }
                } catch (IOException closed) {
                    // the test is over
                }
            });
        }

        int port() {
            return socket.getLocalPort();
        }

        /// @param services priority, weight and port of each
        void add(String name, int[]... services) {
            records.put(name, services);
        }

        @Override
        public void close() {
            socket.close();
        }

        private byte[] answer(ByteBuffer question) {
            int id = question.getShort();
            question.position(HEADER);
            StringBuilder name = new StringBuilder();
            for (int length = question.get(); length > 0; length = question.get()) {
                byte[] label = new byte[length];
                question.get(label);
                name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
            }
            int end = question.position() + 4;
            int[][] found = records.getOrDefault(name.toString(), new int[0][]);
            ByteBuffer answer = ByteBuffer.allocate(512);
            answer.putShort((short) id).putShort((short) (found.length == 0 ? 0x8583 : 0x8580));
            answer.putShort((short) 1).putShort((short) found.length).putInt(0);
            answer.put(question.array(), HEADER, end - HEADER);
            for (int[] service : found) {
                answer.putShort((short) 0xC00C).putShort((short) SRV).putShort((short) 1).putInt(60);
                answer.putShort((short) 17);
                Arrays.stream(service).forEach(value -> answer.putShort((short) value));
                answer.put((byte) 9).put("localhost".getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
            }
            return Arrays.copyOf(answer.array(), answer.position());
        }
    }
}
