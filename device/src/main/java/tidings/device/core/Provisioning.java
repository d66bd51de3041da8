package tidings.device.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tidings.device.json.Json;
import tidings.device.json.Value;
import tidings.device.store.AttributeTable;
import tidings.device.store.Credentials;
import tidings.device.store.Device;
import tidings.device.store.DeviceTable;
import tidings.device.store.Profile;
import tidings.device.store.ProfileTable;
import tidings.device.store.Scope;
import tidings.device.store.Store;
import tidings.storage.Statements;
import tools.jackson.databind.node.ObjectNode;

/// Devices that make themselves known, with a key and a secret of their profile (DEVICE_API 9).
public final class Provisioning {

    private static final String STATE = "provisionState";
    private static final Value PROVISIONED = new Value.Text("provisioned");

    private final Store store;
    private final Devices devices;
    private final Secrets secrets;
    private final InstantSource clock;

    public Provisioning(Store store, Devices devices, Secrets secrets, InstantSource clock) {
        this.store = store;
        this.devices = devices;
        this.secrets = secrets;
        this.clock = clock;
    }

    /// What a device says.
    ///
    /// @param name null for a name of ours
    /// @param own how it wants to prove who it is, or null for a token of ours
    public record Request(@Nullable String name, String key, String secret, boolean gateway, @Nullable Proof own) {

        /// Without the secrets.
        @Override
        public String toString() {
            return "Request[" + name + "]";
        }
    }

    /// Provisions a device.
    ///
    /// @return the answer, whether or not it went well; completed on the writer's thread
    public CompletableFuture<ObjectNode> provision(Request request) {
        return store.database().writer().submit(on -> answer(on, request)).exceptionally(Provisioning::failure);
    }

    private ObjectNode answer(Statements on, Request request) throws SQLException {
        Profile profile = ProfileTable.byProvisionKey(on, request.key());
        if (profile == null || !takesSecrets(profile) || !isSecretOf(profile, request)) {
            return error("Provision data was not found!", "NOT_FOUND");
        }
        Device device = profile.provisioning() == Profile.Provisioning.ALLOW_CREATE_NEW_DEVICES
                ? create(on, profile, request)
                : find(on, profile, request);
        AttributeTable.put(on, device.no(), Scope.SERVER, STATE, clock.millis(), PROVISIONED);
        Credentials credentials = DeviceTable.credentials(on, device.no());
        if (credentials == null) {
            throw Refusal.badRequest("The device has no credentials");
        }
        return success(credentials);
    }

    private static boolean takesSecrets(Profile profile) {
        return switch (profile.provisioning()) {
            case ALLOW_CREATE_NEW_DEVICES, CHECK_PRE_PROVISIONED_DEVICES -> true;
            case DISABLED, X509_CERTIFICATE_CHAIN -> false;
        };
    }

    private Device create(Statements on, Profile profile, Request request) throws SQLException {
        String name = request.name() == null ? secrets.token() : request.name();
        String info = request.gateway() ? "{\"gateway\":true}" : null;
        Devices.Draft draft = new Devices.Draft(
                name, null, profile.id(), null, null, null, null, request.gateway(), info, null);
        return devices.create(on, draft, request.own());
    }

    private Device find(Statements on, Profile profile, Request request) throws SQLException {
        Device device = request.name() == null ? null : DeviceTable.byName(on, request.name());
        if (device == null || !device.profile().equals(profile.id())
                || PROVISIONED.equals(AttributeTable.value(on, device.no(), Scope.SERVER, STATE))) {
            throw Refusal.badRequest("There is no device that waits for it");
        }
        if (request.own() != null) {
            devices.changeCredentials(on, device, request.own());
        }
        return device;
    }

    private static boolean isSecretOf(Profile profile, Request request) {
        return profile.provisionSecret() != null && MessageDigest.isEqual(
                profile.provisionSecret().getBytes(StandardCharsets.UTF_8),
                request.secret().getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode success(Credentials credentials) {
        ObjectNode answer = Json.object().put("credentialsType", credentials.type().name());
        switch (credentials.type()) {
            case ACCESS_TOKEN -> answer.put("credentialsValue", credentials.credentialsId());
            case MQTT_BASIC ->
                answer.set("credentialsValue", Json.MAPPER.readTree(String.valueOf(credentials.value())));
            case X509_CERTIFICATE -> answer.put("credentialsValue", credentials.value());
        }
        return answer.put("status", "SUCCESS");
    }

    private static ObjectNode failure(Throwable why) {
        return error("Failed to provision device!", "FAILURE");
    }

    private static ObjectNode error(String message, String status) {
        return Json.object().put("errorMsg", message).put("status", status);
    }
}
