package tidings.client.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.client.Server;
import tidings.client.SocketOptions;
import tidings.client.Tls;
import tidings.client.Transport;
import tidings.client.WebSocket;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Packet;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// The same bytes come and go over every kind of I/O that is there.
class IoKindTest {

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void connectsWithSocketOptions(String name) {
        Optional<IoKind> kind = switch (name) {
            case "nio" -> Optional.of(IoKind.nio());
            case "epoll" -> IoKind.epoll();
            default -> IoKind.ioUring();
        };
        assumeTrue(kind.isPresent(), name + " is not to be had here");
        SocketOptions options = SocketOptions.DEFAULT.keepAlive(3, Duration.ofSeconds(30), Duration.ofSeconds(5));
        Transport transport = new Transport(Tls.DEFAULT, WebSocket.DEFAULT, null, options);
        try (Broker broker = Broker.start(
                BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).build())) {
            Server server = Server.parse(broker.addresses().get(0).toString());
            LoopDriver driver = LoopDriver.alone(kind.get());
            Greeter greeter = new Greeter();
            driver.start(greeter);
            driver.connect(new Driver.Target(server, transport, Version.V5, 1000, TimeUnit.SECONDS.toNanos(10)));
            ConnAck ack = greeter.answer.orTimeout(20, TimeUnit.SECONDS).join();
            assertThat(ack.reason()).isEqualTo(ReasonCode.SUCCESS);
            driver.close();
        }
    }

    /// Says CONNECT and hears the answer.
    private static final class Greeter implements Driver.Client {

        final CompletableFuture<ConnAck> answer = new CompletableFuture<>();

        @Override
        public void opened(Connection connection) {
            connection.send(Connect.of(Version.V5, "", true, 60));
        }

        @Override
        public void received(Packet packet) {
            answer.complete((ConnAck) packet);
        }

        @Override
        public void closed(@Nullable Throwable cause) {
            answer.completeExceptionally(cause == null ? new AssertionError("closed") : cause);
        }

        @Override
        public void alive() {}

        @Override
        public void unreadable(ReasonCode reason, String text) {}

        @Override
        public void flushing() {}

        @Override
        public void writable() {}

        @Override
        public void alarm() {}
    }
}
