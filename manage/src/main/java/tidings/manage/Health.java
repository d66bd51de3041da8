package tidings.manage;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// `/health/live`: does the process still work, or is it to be started anew? `/health/ready`: may clients be sent here?
/// Open to everybody, since probes have no passwords; what they tell is up or down.
final class Health {

    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final Map<String, BooleanSupplier> live = new LinkedHashMap<>();
    private final Map<String, BooleanSupplier> ready = new LinkedHashMap<>();

    /// @param check whether a part works; may block for seconds; one that throws says no
    void live(String part, BooleanSupplier check) {
        live.put(part, check);
        ready.put(part, check);
    }

    void ready(String part, BooleanSupplier check) {
        ready.put(part, check);
    }

    void addTo(RoutesConfig routes) {
        routes.get("/health/live", context -> answer(context, live));
        routes.get("/health/ready", context -> answer(context, ready));
        routes.get("/actuator/health", context -> answer(context, ready));
        routes.get("/status", context -> answer(context, ready));
    }

    private static void answer(Context context, Map<String, BooleanSupplier> checks) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ObjectNode parts = Json.MAPPER.createObjectNode();
        boolean up = true;
        for (Map.Entry<String, BooleanSupplier> check : checks.entrySet()) {
            boolean works = works(check.getKey(), check.getValue());
            parts.putObject(check.getKey()).put("status", word(works));
            up &= works;
        }
        answer.put("status", word(up)).set("parts", parts);
        Json.send(context.status(up ? 200 : 503).header("Cache-Control", "no-store"), answer);
    }

    private static boolean works(String part, BooleanSupplier check) {
        try {
            return check.getAsBoolean();
        } catch (RuntimeException failure) {
            LOG.warn("health part={} is down: {}", part, failure.getMessage());
            return false;
        }
    }

    private static String word(boolean up) {
        return up ? "UP" : "DOWN";
    }
}
