package tidings.device.rest;

import io.javalin.http.Context;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Accounts;
import tidings.device.core.ApiKeys;
import tidings.device.core.Refusal;
import tidings.device.json.Json;
import tidings.device.rest.Api.Access;
import tidings.device.store.ApiKeyTable.ApiKey;
import tidings.device.store.Page;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Keys for scripts. Everybody has his own; administrators see those of all.
final class ApiKeyRoutes {

    private final ApiKeys keys;
    private final Accounts accounts;
    private final Shapes shapes;

    ApiKeyRoutes(ApiKeys keys, Accounts accounts, Shapes shapes) {
        this.keys = keys;
        this.accounts = accounts;
        this.shapes = shapes;
    }

    void addTo(Api api) {
        Api.Area area = api.area("API keys");
        area.post("/api/apiKey", Access.USER,
                "Makes a key for scripts, which send it as `X-Authorization: ApiKey KEY`. It is shown this once.",
                this::create)
                .takes("NewApiKey")
                .answers("ApiKey")
                .audited("API_KEY ADDED");
        area.get("/api/apiKeys/{userId}", Access.USER, "The keys of a user, without the keys themselves.", this::page)
                .answersPage("ApiKeyInfo");
        area.put("/api/apiKey/{id}/description", Access.USER, "Changes what a key is for.", this::describe)
                .takes("Text")
                .answers("ApiKeyInfo")
                .audited("API_KEY UPDATED");
        area.put("/api/apiKey/{id}/enabled/{enabled}", Access.USER, "Lets a key in, or not.", this::enable)
                .answers("ApiKeyInfo")
                .audited("API_KEY UPDATED");
        area.delete("/api/apiKey/{id}", Access.USER, "Takes a key away.",
                context -> keys.delete(own(context).id()))
                .audited("API_KEY DELETED");
    }

    private void create(Context context) {
        Caller caller = Caller.of(context);
        ObjectNode body = Answers.object(context);
        UUID named = Ids.member(body, "userId");
        UUID user = named == null ? caller.user().id() : named;
        mustOwn(caller, user);
        long expires = body.path("expirationTime").asLong(0);
        boolean enabled = body.path("enabled").asBoolean(true);
        ApiKeys.Made made = keys.create(user, Answers.text(body, "description"), enabled, Math.max(0, expires));
        Answers.json(context, shape(made.key()).put("value", made.text()));
    }

    private void page(Context context) {
        UUID user = Ids.parse(context.pathParam("userId"));
        mustOwn(Caller.of(context), user);
        accounts.byId(user);
        Page.Query query = Answers.pageQuery(context);
        Answers.page(context, keys.page(user, query), query.size(), this::shape);
    }

    private void describe(Context context) {
        ApiKey key = own(context);
        Answers.json(context, shape(keys.describe(key.id(), description(context))));
    }

    /// As JSON or plain text, since both are sent.
    private static @Nullable String description(Context context) {
        String body = context.body();
        try {
            JsonNode json = Json.MAPPER.readTree(body);
            return json.isString() ? json.asString() : Answers.text(json, "description");
        } catch (JacksonException plain) {
            return body;
        }
    }

    private void enable(Context context) {
        boolean enabled = switch (context.pathParam("enabled")) {
            case "true" -> true;
            case "false" -> false;
            case String other -> throw Refusal.badRequest("It is true or false, not " + other);
        };
        Answers.json(context, shape(keys.enable(own(context).id(), enabled)));
    }

    private ApiKey own(Context context) {
        ApiKey key = keys.byId(Ids.parse(context.pathParam("id")));
        mustOwn(Caller.of(context), key.user());
        return key;
    }

    private static void mustOwn(Caller caller, UUID user) {
        if (!caller.user().id().equals(user)) {
            caller.mustBeAdministrator();
        }
    }

    private ObjectNode shape(ApiKey key) {
        ObjectNode node = shapes.entity("API_KEY", key.id(), key.created());
        node.set("userId", Ids.of("USER", key.user()));
        return node.put("description", key.description())
                .put("enabled", key.enabled())
                .put("expirationTime", key.expires());
    }
}
