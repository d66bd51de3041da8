package tidings.device.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.websocket.WsConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.device.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The broker as it is reached by way of HTTP.
public final class MqttRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(MqttRoutes.class);
    private static final String SUBPROTOCOL = "mqtt";
    private static final int NO_MQTT = 1002;
    private static final int UNAVAILABLE = 1013;

    private final Path broker;
    private final List<URI> listeners;
    private final Map<String, MqttSocket> sockets = new ConcurrentHashMap<>();

    /// @param broker the Unix socket where it listens, with the PROXY protocol
    /// @param listeners where others connect
    public MqttRoutes(Path broker, List<URI> listeners) {
        this.broker = broker;
        this.listeners = listeners;
    }

    public void addTo(RoutesConfig routes) {
        routes.get("/api/connect", this::connect);
        routes.ws("/mqtt", this::mqtt);
    }

    private void connect(Context context) {
        ObjectNode answer = Json.object().put("webSocket", "/mqtt");
        ArrayNode array = answer.putArray("listeners");
        listeners.forEach(listener -> array.add(listener.toString()));
        Answers.json(context, answer);
    }

    private void mqtt(WsConfig ws) {
        ws.onConnect(context -> {
            String offered = context.header("Sec-WebSocket-Protocol");
            if (offered == null || !offered.contains(SUBPROTOCOL)) {
                context.closeSession(NO_MQTT, "The client is to offer the subprotocol mqtt");
                return;
            }
            try {
                sockets.put(context.sessionId(), MqttSocket.open(context, broker));
            } catch (IOException e) {
                LOG.warn("ip={} MQTT over WebSocket: the broker does not answer: {}",
                        context.session.getRemoteSocketAddress(), e.getMessage());
                context.closeSession(UNAVAILABLE, "The broker does not answer");
            }
        });
        ws.onBinaryMessage(context -> {
            MqttSocket socket = sockets.get(context.sessionId());
            if (socket != null) {
                socket.received(context.data());
            }
        });
        ws.onMessage(context -> context.closeSession(NO_MQTT, "MQTT is sent in binary frames")); // [MQTT-6.0.0-1]
        ws.onClose(context -> {
            MqttSocket socket = sockets.remove(context.sessionId());
            if (socket != null) {
                socket.closed();
            }
        });
        ws.onError(context -> LOG.debug("A WebSocket broke", context.error()));
    }
}
