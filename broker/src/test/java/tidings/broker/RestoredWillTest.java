package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.broker.spi.Authorizer;
import tidings.broker.spi.Client;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;
import tidings.mqtt.Version;

/// What a client may do can change while the broker is down, and with it what becomes of its will.
class RestoredWillTest {

    private static final Properties KEPT = Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 600L);

    @TempDir
    private Path data;

    @Test
    void aWillIsNotPublishedWhoseClientMayNotAnyMore() throws IOException {
        try (Broker broker = start(Authorizer.ALL, Duration.ZERO)) {
            try (RawClient listener = listener(broker)) {
                listener.subscribe("wills/#", Qos.AT_LEAST_ONCE);
            }
            leaveWill(broker, "revoked");
            leaveWill(broker, "trusted");
        }
        try (Broker broker = start(new AllBut("revoked"), Duration.ofSeconds(120));
                RawClient listener = listener(broker)) {
            assertThat(listener.receive(Publish.class).message().topic().text()).isEqualTo("wills/trusted");
            assertThat(listener.isAlive()).isTrue();
        }
    }

    /// @param later how much later than now the broker believes it to be
    private Broker start(Authorizer authorizer, Duration later) {
        return Broker.start(BrokerConfig.builder()
                .listen("mqtt://127.0.0.1:0")
                .allowAnonymous(true)
                .authorizer(authorizer)
                .data(data)
                .clock(Clock.offset(Clock.systemUTC(), later))
                .build());
    }

    private static RawClient listener(Broker broker) throws IOException {
        RawClient listener = new RawClient(broker.addresses().get(0), Version.V5);
        listener.send(TestBroker.keeping(Version.V5, "listener"));
        listener.receive(ConnAck.class);
        return listener;
    }

    /// It is due while the broker is down.
    private static void leaveWill(Broker broker, String user) throws IOException {
        Message will = Message.of("wills/" + user, "x")
                .withQos(Qos.AT_LEAST_ONCE)
                .with(Property.WILL_DELAY_INTERVAL, 60L);
        try (RawClient client = new RawClient(broker.addresses().get(0), Version.V5)) {
            client.send(new Connect(Version.V5, user, true, 0, will, user, Bytes.EMPTY, KEPT));
            client.receive(ConnAck.class);
        }
    }

    /// Forbids one user to publish.
    private record AllBut(String user) implements Authorizer {

        @Override
        public boolean mayPublish(Client client, TopicName topic) {
            return !Objects.equals(client.userName(), user);
        }

        @Override
        public boolean maySubscribe(Client client, TopicFilter filter) {
            return true;
        }
    }
}
