package tidings.device.rest;

import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import tidings.device.core.Refusal;
import tidings.device.json.Json;
import tidings.device.rest.Api.Access;
import tidings.device.sink.Sinks;
import tidings.device.store.SinkTable.SinkRow;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Where events go, and how that fares.
final class SinkRoutes {

    /// What an answer has in place of a secret; sent back, it means that the secret stays.
    private static final String HIDDEN = "********";
    private static final Set<String> SECRETS = Set.of("authorization", "password", "sasl.jaas.config");

    private final Sinks sinks;

    SinkRoutes(Sinks sinks) {
        this.sinks = sinks;
    }

    void addTo(Api api) {
        Api.Area area = api.area("Sinks");
        area.post("/api/sink", Access.ADMINISTRATOR,
                "Makes a sink, or changes the one of an id: a place where events go, at least once and in order.",
                this::save)
                .takes("Sink")
                .answers("Sink")
                .audited("SINK ADDED");
        area.get("/api/sinks", Access.ADMINISTRATOR, "Sinks, with their counters.", context -> {
            ArrayNode all = Json.MAPPER.createArrayNode();
            sinks.all().forEach(state -> all.add(shape(state)));
            Answers.json(context, all);
        }).answersList("Sink");
        area.get("/api/sink/types", Access.ADMINISTRATOR, "The types of sinks there are.", context -> {
            ArrayNode all = Json.MAPPER.createArrayNode();
            sinks.types().forEach(all::add);
            Answers.json(context, all);
        }).answersList("Key");
        area.get("/api/sink/{id}", Access.ADMINISTRATOR, "A sink, with its counters.",
                context -> Answers.json(context, shape(find(context)))).answers("Sink");
        area.delete("/api/sink/{id}", Access.ADMINISTRATOR, "Deletes a sink; what waits for it is not told any more.",
                context -> {
                    SinkRow sink = find(context).sink();
                    AuditRoutes.about(context, "SINK", sink.id(), sink.name());
                    sinks.delete(sink.id());
                }).audited("SINK DELETED");
    }

    private Sinks.State find(Context context) {
        return sinks.byId(Ids.parse(context.pathParam("id")));
    }

    private void save(Context context) {
        ObjectNode body = Answers.object(context);
        UUID id = Ids.member(body, "id");
        String name = Answers.text(body, "name");
        String type = Answers.text(body, "type");
        List<String> kinds = new ArrayList<>();
        body.path("kinds").forEach(kind -> kinds.add(kind.asString("")));
        JsonNode before = id == null ? Json.object() : Shapes.json(sinks.byId(id).sink().configuration());
        Map<String, String> configuration = new LinkedHashMap<>();
        body.path("configuration").properties().forEach(entry -> {
            if (!entry.getValue().isValueNode()) {
                throw Refusal.badRequest("'configuration' is an object of texts");
            }
            String value = entry.getValue().asString("");
            configuration.put(entry.getKey(), value.equals(HIDDEN) ? before.path(entry.getKey()).asString("") : value);
        });
        Answers.json(context, shape(sinks.save(id, new Sinks.Draft(
                name == null ? "" : name, type == null ? "" : type, body.path("enabled").asBoolean(true), kinds,
                configuration), Answers.version(body))));
    }

    private ObjectNode shape(Sinks.State state) {
        SinkRow sink = state.sink();
        ObjectNode node = Json.object();
        node.set("id", Ids.of("SINK", sink.id()));
        node.put("createdTime", sink.created()).put("name", sink.name()).put("type", sink.type());
        node.put("enabled", sink.enabled());
        node.set("kinds", Shapes.json(sink.kinds()));
        ObjectNode configuration = node.putObject("configuration");
        Shapes.json(sink.configuration())
                .properties()
                .forEach(entry -> configuration.put(
                        entry.getKey(), SECRETS.contains(entry.getKey()) ? HIDDEN : entry.getValue().asString()));
        node.putObject("counters")
                .put("waiting", state.waiting())
                .put("delivered", state.delivered())
                .put("deadLetters", state.dead())
                .put("failedAttempts", state.failures())
                .put("retried", state.retried());
        return node.put("lastError", state.lastError()).put("version", sink.version());
    }
}
