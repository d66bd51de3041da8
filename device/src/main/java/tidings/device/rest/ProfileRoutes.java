package tidings.device.rest;

import io.javalin.http.Context;
import java.util.UUID;
import tidings.device.core.Profiles;
import tidings.device.core.Refusal;
import tidings.device.json.Json;
import tidings.device.rest.Api.Access;
import tidings.device.store.Page;
import tidings.device.store.Profile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Device profiles (SERVER_API 4).
final class ProfileRoutes {

    private static final long MOST_DAYS = 36_500;

    private final Profiles profiles;
    private final Shapes shapes;

    ProfileRoutes(Profiles profiles, Shapes shapes) {
        this.profiles = profiles;
        this.shapes = shapes;
    }

    void addTo(Api api) {
        Api.Area area = api.area("Device profiles");
        area.get("/api/deviceProfileInfo/default", Access.USER, "The profile of devices that name none, in short.",
                context -> Answers.json(context, shapes.profileInfo(profiles.byDefault())))
                .answers("DeviceProfileInfo");
        area.get("/api/deviceProfileInfo/{id}", Access.USER, "A profile, in short.",
                context -> Answers.json(context, shapes.profileInfo(find(context))))
                .answers("DeviceProfileInfo");
        area.get("/api/deviceProfileInfos", Access.USER, "Profiles, in short.", context -> {
            Page.Query query = Answers.pageQuery(context);
            Answers.page(context, profiles.page(query), query.size(), shapes::profileInfo);
        }).answersPage("DeviceProfileInfo");
        area.get("/api/deviceProfiles", Access.OPERATOR, "Profiles.", context -> {
            Page.Query query = Answers.pageQuery(context);
            Answers.page(context, profiles.page(query), query.size(), shapes::profile);
        }).answersPage("DeviceProfile");
        area.get("/api/deviceProfile/{id}", Access.OPERATOR, "A profile.",
                context -> Answers.json(context, shapes.profile(find(context))))
                .answers("DeviceProfile");
        area.post("/api/deviceProfile", Access.ADMINISTRATOR, "Makes a profile, or changes the one of an id.",
                this::save)
                .takes("DeviceProfile")
                .answers("DeviceProfile")
                .audited("DEVICE_PROFILE ADDED");
        area.post("/api/deviceProfile/{id}/default", Access.ADMINISTRATOR,
                "Makes a profile that of devices that name none.",
                context -> Answers.json(context, shapes.profile(profiles.makeDefault(find(context).id()))))
                .answers("DeviceProfile")
                .audited("DEVICE_PROFILE UPDATED");
        area.delete("/api/deviceProfile/{id}", Access.ADMINISTRATOR, "Deletes a profile that no device has.",
                context -> {
                    Profile profile = find(context);
                    AuditRoutes.about(context, "DEVICE_PROFILE", profile.id(), profile.name());
                    profiles.delete(profile.id());
                }).audited("DEVICE_PROFILE DELETED");
    }

    private Profile find(Context context) {
        return profiles.byId(Ids.parse(context.pathParam("id")));
    }

    private void save(Context context) {
        ObjectNode body = Answers.object(context);
        UUID id = Ids.member(body, "id");
        Answers.json(context, shapes.profile(profiles.save(id, draft(body))));
    }

    private static Profiles.Draft draft(ObjectNode body) {
        String name = Answers.text(body, "name");
        JsonNode days = body.path("retentionDays");
        boolean kept = days.isMissingNode() || days.isNull();
        if (!kept && (!days.isIntegralNumber() || days.asLong() < 0 || days.asLong() > MOST_DAYS)) {
            throw Refusal.badRequest("'retentionDays' is how many days history is kept: 1 to " + MOST_DAYS
                    + ", or 0 or null for ever");
        }
        JsonNode provisioning = body.path("profileData").path("provisionConfiguration");
        return new Profiles.Draft(
                name == null ? "" : name, provisioning(body.path("provisionType")),
                Answers.text(body, "provisionDeviceKey"), Answers.text(provisioning, "provisionDeviceSecret"),
                Ids.member(body, "firmwareId"), Ids.member(body, "softwareId"), Json.text(body),
                Answers.version(body));
    }

    private static Profile.Provisioning provisioning(JsonNode type) {
        try {
            return type.isString() ? Profile.Provisioning.valueOf(type.asString()) : Profile.Provisioning.DISABLED;
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("There is no provision type " + type);
        }
    }
}
