package tidings.device.rest;

import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import tidings.broker.Entrance;
import tidings.broker.spi.Carrier;

/// MQTT over the WebSockets of the web server (MQTT 5.0, 6): frames are bytes on their way to the broker and back. The
/// broker sees to time and size: who says nothing is gone when its login or its keep alive is due.
final class MqttSocket {

    private static final int LARGEST_FRAME = 1 << 20;
    private static final int TEXT_IS_NO_MQTT = 1003;
    private static final Duration IDLE = Duration.ofHours(24);

    private final Entrance entrance;
    private final Map<String, Carrier.Inflow> inflows = new ConcurrentHashMap<>();

    MqttSocket(Entrance entrance) {
        this.entrance = entrance;
    }

    void addTo(WsConfig ws) {
        ws.onConnect(this::connected);
        ws.onBinaryMessage(context -> {
            Carrier.Inflow inflow = inflows.get(context.sessionId());
            if (inflow != null) {
                inflow.received(context.data()).toCompletableFuture().join(); // the next is read after this one
            }
        });
        ws.onMessage(context -> { // [MQTT-6.0.0-1]
            context.session.close(TEXT_IS_NO_MQTT, "MQTT comes in binary frames", Callback.NOOP);
            gone(context);
        });
        ws.onClose(this::gone);
        ws.onError(this::gone);
    }

    private void connected(WsContext context) {
        Session session = context.session;
        session.setIdleTimeout(IDLE);
        session.setMaxBinaryMessageSize(LARGEST_FRAME);
        SocketAddress remote = session.getRemoteSocketAddress();
        inflows.put(context.sessionId(), entrance.connect(remote, new Frames(session)));
    }

    private void gone(WsContext context) {
        Carrier.Inflow inflow = inflows.remove(context.sessionId());
        if (inflow != null) {
            inflow.closed();
        }
    }

    /// The way back.
    private record Frames(Session session) implements Carrier {

        @Override
        public CompletionStage<Void> send(ByteBuffer bytes) {
            CompletableFuture<Void> sent = new CompletableFuture<>();
            session.sendBinary(bytes, Callback.from(() -> sent.complete(null), sent::completeExceptionally));
            return sent;
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
