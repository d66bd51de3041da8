package tidings.device.rest;

import io.javalin.http.Context;
import java.util.Optional;
import java.util.UUID;
import tidings.device.core.Refusal;
import tidings.device.core.Rollouts;
import tidings.device.core.Services;
import tidings.device.json.Json;
import tidings.device.rest.Api.Access;
import tidings.device.store.Device;
import tidings.device.store.OtaPackage;
import tidings.device.store.OtaUpdate;
import tidings.device.store.Profile;
import tidings.device.store.Rollout;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How far devices are with their firmware and software, and packages that come to them in stages. These calls are ours:
/// the API that the others follow has none.
final class UpdateRoutes {

    private static final int USUAL_FAILURES = 5;
    private static final int MOST_FAILURES = 100;
    private static final String ROLLOUT = "/api/deviceProfile/{id}/rollout";

    private final Services services;
    private final Rollouts rollouts;

    UpdateRoutes(Services services) {
        this.services = services;
        this.rollouts = services.rollouts();
    }

    void addTo(Api api) {
        Api.Area area = api.area("Firmware and software");
        area.get("/api/device/{id}/updates", Access.USER, "How far a device is with its firmware and software.",
                this::updates)
                .answersList("Update");
        area.get("/api/failedUpdates", Access.USER,
                "Devices that failed with their firmware or software, the latest first; customers get theirs.",
                this::failures)
                .query("limit", "How many at most; 100, and no more.")
                .answersList("FailedUpdate");
        area.get(ROLLOUT + "s", Access.OPERATOR, "Packages on their way to the devices of a profile.", this::list)
                .answersList("Rollout");
        area.post(ROLLOUT, Access.OPERATOR,
                "Begins to bring a package to a part of a profile's devices, or changes how "
                        + "many these are.",
                this::save)
                .takes("Rollout")
                .answers("Rollout")
                .audited("DEVICE_PROFILE UPDATED");
        area.post(ROLLOUT + "/{type}/pause", Access.OPERATOR, "No more devices begin with the package.",
                context -> change(context, Rollout.State.PAUSED))
                .answers("Rollout")
                .audited("DEVICE_PROFILE UPDATED");
        area.post(ROLLOUT + "/{type}/resume", Access.OPERATOR, "Devices begin again; failures before do not count.",
                context -> change(context, Rollout.State.RUNNING))
                .answers("Rollout")
                .audited("DEVICE_PROFILE UPDATED");
        area.post(ROLLOUT + "/{type}/finish", Access.OPERATOR, "All devices of the profile are to have the package.",
                context -> end(context, true))
                .audited("DEVICE_PROFILE UPDATED");
        area.delete(ROLLOUT + "/{type}", Access.OPERATOR, "Devices go back to the package of the profile.",
                context -> end(context, false))
                .audited("DEVICE_PROFILE UPDATED");
    }

    private void updates(Context context) {
        Device device = services.devices().byId(Ids.parse(context.pathParam("id")));
        Caller.of(context).mustSee(device);
        ArrayNode all = Answers.MAPPER.createArrayNode();
        for (OtaPackage.Type type : OtaPackage.Type.values()) {
            services.updates().of(device, type).ifPresent(update -> all.add(shape(update)));
        }
        Answers.json(context, all);
    }

    private void failures(Context context) {
        long most = Answers.longNumber(context, "limit", MOST_FAILURES);
        ArrayNode all = Answers.MAPPER.createArrayNode();
        services.updates()
                .failures(Caller.of(context).customer(), Math.clamp(most, 1, MOST_FAILURES))
                .forEach(failure -> all.addObject()
                        .put("deviceName", failure.name())
                        .put("type", failure.type().name())
                        .put("title", failure.title())
                        .put("version", failure.version())
                        .put("error", failure.error())
                        .put("changedTime", failure.changed())
                        .set("deviceId", Ids.of("DEVICE", failure.device())));
        Answers.json(context, all);
    }

    private ObjectNode shape(OtaUpdate update) {
        OtaPackage ota = services.packages().byId(update.ota());
        ObjectNode node = Json.object().put("type", update.type().name());
        node.set("otaPackageId", Ids.of("OTA_PACKAGE", update.ota()));
        node.put("title", ota.title()).put("version", ota.version()).put("state", update.state().name());
        long size = Optional.ofNullable(ota.size()).orElse(0L);
        node.put("progress", size == 0 ? 0 : update.served() * 100 / size);
        return node.put("error", update.error()).put("changedTime", update.changed());
    }

    private void list(Context context) {
        ArrayNode all = Answers.MAPPER.createArrayNode();
        rollouts.of(profile(context)).forEach(rollout -> all.add(shape(rollout)));
        Answers.json(context, all);
    }

    private ObjectNode shape(Rollout rollout) {
        ObjectNode node = Json.object();
        node.set("deviceProfileId", Ids.of("DEVICE_PROFILE", rollout.profile()));
        node.set("otaPackageId", Ids.of("OTA_PACKAGE", rollout.ota()));
        node.put("type", rollout.type().name()).put("state", rollout.state().name());
        node.put("percentage", rollout.percentage()).put("pauseAfterFailures", rollout.mostFailures());
        ObjectNode devices = node.put("sinceTime", rollout.since()).putObject("devices");
        rollouts.progress(rollout.profile(), rollout.ota()).forEach((state, count) -> devices.put(state.name(), count));
        return node;
    }

    private void save(Context context) {
        ObjectNode body = Answers.object(context);
        UUID ota = Ids.member(body, "otaPackageId");
        if (ota == null) {
            throw Refusal.badRequest("'otaPackageId' says which package it is");
        }
        Answers.json(context, shape(rollouts.save(
                profile(context), ota, body.path("percentage").asInt(100),
                body.path("pauseAfterFailures").asInt(USUAL_FAILURES))));
    }

    private void change(Context context, Rollout.State state) {
        Answers.json(context, shape(rollouts.change(profile(context), type(context), state)));
    }

    private void end(Context context, boolean forAll) {
        rollouts.end(profile(context), type(context), forAll);
    }

    private UUID profile(Context context) {
        Profile profile = services.profiles().byId(Ids.parse(context.pathParam("id")));
        AuditRoutes.about(context, "DEVICE_PROFILE", profile.id(), profile.name());
        return profile.id();
    }

    private static OtaPackage.Type type(Context context) {
        return PackageRoutes.type(context.pathParam("type"));
    }
}
