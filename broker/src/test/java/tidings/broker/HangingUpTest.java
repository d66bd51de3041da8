package tidings.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import tidings.mqtt.Connect;
import tidings.mqtt.Properties;
import tidings.mqtt.Qos;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Encoder;
import tidings.testkit.Await;

/// Clients that are gone before they are in.
class HangingUpTest {

    private static final int CLIENTS = 1_000;
    private static final int LATER = 16;

    /// A connection moves to the loop of its client id before it is let in; its end may come in the middle of that.
    @Test
    void whoHangsUpOnItsWayInLeavesNothing() throws IOException {
        BrokerConfig config =
                BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).eventLoops(2).build();
        Leaks leaks = new Leaks();
        try (Broker broker = Broker.start(config)) {
            for (int i = 0; i < CLIENTS; i++) {
                try (RawClient client = new RawClient(broker.addresses().get(0), Version.V5)) {
                    client.sendBytes(connectAndHalfOfAPacket("gone-" + i));
                }
            }
            Await.until("nobody is in", () -> broker.connections() == 0);
            for (int i = 0; i < LATER; i++) { // whose way in comes behind that of all before, on each loop
                RawClient.connected(broker.addresses().get(0), Version.V5, "later-" + i).close();
            }
        }
        leaks.areNone();
    }

    private static ByteBuf connectAndHalfOfAPacket(String clientId) {
        Encoder encoder = Encoder.of(Version.V5);
        ByteBuf bytes = Unpooled.buffer();
        encoder.encode(Connect.of(Version.V5, clientId, true, 0), bytes);
        encoder.encode(new Subscribe(1, List.of(Subscription.of("a/b", Qos.AT_MOST_ONCE)), Properties.NONE), bytes);
        return bytes.readSlice(bytes.readableBytes() - 3);
    }
}
