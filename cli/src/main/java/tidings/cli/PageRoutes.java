package tidings.cli;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.NotFoundResponse;
import java.net.URI;
import java.util.List;
import java.util.Map;
import tidings.device.spi.MoreRoutes;
import tidings.tinkerforge.BrickType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What pages ask for that only the whole program knows: where devices connect (`/api/connect`), and what bricks can be
/// told (`/api/bricks/{type}`). For everybody who is signed in.
final class PageRoutes implements MoreRoutes {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TYPE = "application/json";
    private static final String FOR_A_DAY = "private, max-age=86400"; // the catalog comes with the program

    private final List<URI> listeners;

    /// @param listeners where MQTT clients connect
    PageRoutes(List<URI> listeners) {
        this.listeners = listeners;
    }

    @Override
    public void addTo(RoutesConfig routes, Handler administrators) {
        routes.get("/api/connect", this::connect);
        routes.get("/api/bricks/{type}", PageRoutes::brick);
    }

    private void connect(Context context) {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode addresses = answer.putArray("listeners");
        listeners.forEach(listener -> addresses.add(listener.toString()));
        context.contentType(TYPE).result(JSON.writeValueAsString(answer));
    }

    private static void brick(Context context) {
        String type = context.pathParam("type");
        Map<String, Object> described = BrickType.describe(type)
                .orElseThrow(() -> new NotFoundResponse("There is no brick of type '" + type + "'"));
        context.header("Cache-Control", FOR_A_DAY).contentType(TYPE).result(JSON.writeValueAsString(described));
    }
}
