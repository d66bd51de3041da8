package tidings.device.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.UUID;
import tidings.device.core.Profiles;
import tidings.device.core.Refusal;
import tidings.device.json.Json;
import tidings.device.store.Page;
import tidings.device.store.Profile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Device profiles (SERVER_API 4).
final class ProfileRoutes {

    private final Profiles profiles;
    private final Shapes shapes;

    ProfileRoutes(Profiles profiles, Shapes shapes) {
        this.profiles = profiles;
        this.shapes = shapes;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/api/deviceProfileInfo/default",
                context -> Answers.json(context, shapes.profileInfo(profiles.byDefault())));
        routes.get("/api/deviceProfileInfo/{id}", context -> Answers.json(context, shapes.profileInfo(find(context))));
        routes.get("/api/deviceProfileInfos", context -> {
            Page.Query query = Answers.pageQuery(context);
            Answers.page(context, profiles.page(query), query.size(), shapes::profileInfo);
        });
        routes.get("/api/deviceProfiles", context -> {
            Caller.of(context).mustBeAdministrator();
            Page.Query query = Answers.pageQuery(context);
            Answers.page(context, profiles.page(query), query.size(), shapes::profile);
        });
        routes.get("/api/deviceProfile/{id}", context -> {
            Caller.of(context).mustBeAdministrator();
            Answers.json(context, shapes.profile(find(context)));
        });
        routes.post("/api/deviceProfile", this::save);
        routes.post("/api/deviceProfile/{id}/default", context -> {
            Caller.of(context).mustBeAdministrator();
            Answers.json(context, shapes.profile(profiles.makeDefault(find(context).id())));
        });
        routes.delete("/api/deviceProfile/{id}", context -> {
            Caller.of(context).mustBeAdministrator();
            profiles.delete(Ids.parse(context.pathParam("id")));
        });
    }

    private Profile find(Context context) {
        return profiles.byId(Ids.parse(context.pathParam("id")));
    }

    private void save(Context context) {
        Caller.of(context).mustBeAdministrator();
        ObjectNode body = Answers.object(context);
        UUID id = Ids.member(body, "id");
        Answers.json(context, shapes.profile(profiles.save(id, draft(body))));
    }

    private static Profiles.Draft draft(ObjectNode body) {
        String name = Answers.text(body, "name");
        JsonNode provisioning = body.path("profileData").path("provisionConfiguration");
        return new Profiles.Draft(
                name == null ? "" : name, provisioning(body.path("provisionType")),
                Answers.text(body, "provisionDeviceKey"), Answers.text(provisioning, "provisionDeviceSecret"),
                Ids.member(body, "firmwareId"), Ids.member(body, "softwareId"), Json.text(body));
    }

    private static Profile.Provisioning provisioning(JsonNode type) {
        try {
            return type.isString() ? Profile.Provisioning.valueOf(type.asString()) : Profile.Provisioning.DISABLED;
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("There is no provision type " + type);
        }
    }
}
