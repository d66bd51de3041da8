package tidings.device.rest;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Claims;
import tidings.device.json.Json;
import tidings.device.store.Credentials;
import tidings.device.store.Customer;
import tidings.device.store.Device;
import tidings.device.store.OtaPackage;
import tidings.device.store.Profile;
import tidings.device.store.Rpc;
import tidings.device.store.User;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// How things look in answers.
final class Shapes {

    private final UUID tenant;

    Shapes(UUID tenant) {
        this.tenant = tenant;
    }

    UUID tenant() {
        return tenant;
    }

    ObjectNode device(Device device) {
        ObjectNode node = entity("DEVICE", device.id(), device.created());
        node.set("customerId", Ids.of("CUSTOMER", Ids.orNone(device.customer())));
        node.put("name", device.name());
        node.put("type", device.type());
        node.put("label", device.label());
        node.set("deviceProfileId", Ids.of("DEVICE_PROFILE", device.profile()));
        node.set("firmwareId", Ids.ofOrNull("OTA_PACKAGE", device.firmware()));
        node.set("softwareId", Ids.ofOrNull("OTA_PACKAGE", device.software()));
        node.putNull("externalId");
        node.put("version", device.version());
        node.set("additionalInfo", json(device.additionalInfo()));
        ObjectNode data = node.putObject("deviceData");
        data.putObject("configuration").put("type", "DEFAULT");
        data.putObject("transportConfiguration").put("type", "DEFAULT");
        return node;
    }

    ObjectNode deviceInfo(Device device, boolean active, @Nullable String customerTitle) {
        return device(device)
                .put("customerTitle", customerTitle)
                .put("customerIsPublic", false)
                .put("deviceProfileName", device.type())
                .put("active", active);
    }

    ObjectNode claimState(Claims.State state, @Nullable String customerTitle) {
        ObjectNode node = Json.object().put("state", state.name()).put("claimableUntil", state.until());
        node.set("customerId", Ids.of("CUSTOMER", Ids.orNone(state.customer())));
        return node.put("customerTitle", customerTitle);
    }

    ObjectNode credentials(Credentials credentials, UUID device) {
        ObjectNode node = Answers.MAPPER.createObjectNode();
        node.putObject("id").put("id", credentials.id().toString());
        node.put("createdTime", credentials.created());
        node.set("deviceId", Ids.of("DEVICE", device));
        node.put("credentialsType", credentials.type().name());
        node.put("credentialsId", credentials.credentialsId());
        node.put("credentialsValue", credentials.value());
        node.put("version", credentials.version());
        return node;
    }

    ObjectNode customer(Customer customer) {
        ObjectNode node = described(customer.description(), "CUSTOMER", customer.id(), customer.created());
        return node.put("title", customer.title()).put("name", customer.title()).put("version", customer.version());
    }

    ObjectNode profile(Profile profile) {
        ObjectNode node = described(profile.description(), "DEVICE_PROFILE", profile.id(), profile.created());
        node.put("name", profile.name());
        node.put("default", profile.isDefault());
        fill(node, "type", "DEFAULT");
        fill(node, "transportType", "DEFAULT");
        node.put("provisionType", profile.provisioning().name());
        node.put("provisionDeviceKey", profile.provisionKey());
        node.set("firmwareId", Ids.ofOrNull("OTA_PACKAGE", profile.firmware()));
        node.set("softwareId", Ids.ofOrNull("OTA_PACKAGE", profile.software()));
        ObjectNode data = node.path("profileData") instanceof ObjectNode given ? given : node.putObject("profileData");
        for (String configuration : new String[]{"configuration", "transportConfiguration"}) {
            if (!data.has(configuration)) {
                data.putObject(configuration).put("type", "DEFAULT");
            }
        }
        ObjectNode provisioning = data.path("provisionConfiguration") instanceof ObjectNode given
                ? given
                : data.putObject("provisionConfiguration");
        provisioning.put("type", profile.provisioning().name())
                .put("provisionDeviceSecret", profile.provisionSecret());
        return node.put("version", profile.version());
    }

    ObjectNode profileInfo(Profile profile) {
        ObjectNode node = Json.object();
        node.set("id", Ids.of("DEVICE_PROFILE", profile.id()));
        node.set("tenantId", Ids.of("TENANT", tenant));
        node.put("name", profile.name()).putNull("image").putNull("defaultDashboardId");
        JsonNode posted = json(profile.description());
        return node.put("type", posted.path("type").asString("DEFAULT"))
                .put("transportType", posted.path("transportType").asString("DEFAULT"));
    }

    /// What was posted, with the members that are ours.
    private ObjectNode described(String description, String type, UUID id, long created) {
        ObjectNode node = entity(type, id, created);
        if (Json.MAPPER.readTree(description) instanceof ObjectNode posted) {
            posted.properties().forEach(member -> {
                if (!node.has(member.getKey())) {
                    node.set(member.getKey(), member.getValue());
                }
            });
        }
        return node;
    }

    private static void fill(ObjectNode node, String name, String value) {
        if (!node.path(name).isString()) {
            node.put(name, value);
        }
    }

    ObjectNode ota(OtaPackage ota) {
        ObjectNode node = entity("OTA_PACKAGE", ota.id(), ota.created());
        node.set("deviceProfileId", Ids.ofOrNull("DEVICE_PROFILE", ota.profile()));
        node.put("type", ota.type().name()).put("title", ota.title()).put("version", ota.version());
        node.put("tag", ota.tag()).put("url", ota.url()).put("hasData", ota.hasData());
        node.put("fileName", ota.fileName()).put("contentType", ota.contentType());
        node.put("checksumAlgorithm", ota.checksumAlgorithm()).put("checksum", ota.checksum());
        node.put("dataSize", ota.size()).putNull("externalId").put("name", ota.title());
        node.set("additionalInfo", json(ota.additionalInfo()));
        return node;
    }

    ObjectNode rpc(Rpc rpc, UUID device) {
        ObjectNode node = entity("RPC", rpc.id(), rpc.created());
        node.set("deviceId", Ids.of("DEVICE", device));
        node.put("expirationTime", rpc.expires());
        ObjectNode request = node.putObject("request").put("id", rpc.id().toString());
        request.set("tenantId", Ids.of("TENANT", tenant));
        request.set("deviceId", Ids.of("DEVICE", device));
        request.put("oneway", rpc.oneWay()).put("expirationTime", rpc.expires());
        request.putObject("body").put("method", rpc.method()).put("params", rpc.params());
        request.put("persisted", true).put("retries", rpc.retries());
        node.set("response", json(rpc.response()));
        node.put("status", rpc.status().name());
        node.set("additionalInfo", json(rpc.additionalInfo()));
        return node;
    }

    ObjectNode user(User user) {
        ObjectNode node = entity("USER", user.id(), user.created());
        node.set("customerId", Ids.of("CUSTOMER", Ids.orNone(user.customer())));
        node.put("email", user.email());
        node.put("authority", user.authority().name());
        node.put("firstName", user.firstName());
        node.put("lastName", user.lastName());
        node.put("phone", user.phone());
        node.put("name", user.email());
        node.put("version", user.version());
        node.set("additionalInfo", json(user.additionalInfo()));
        return node;
    }

    /// What all things begin with.
    ObjectNode entity(String type, UUID id, long created) {
        ObjectNode node = Answers.MAPPER.createObjectNode();
        node.set("id", Ids.of(type, id));
        node.put("createdTime", created);
        node.set("tenantId", Ids.of("TENANT", tenant));
        return node;
    }

    /// JSON that was stored as text.
    static JsonNode json(@Nullable String text) {
        return text == null ? NullNode.getInstance() : Answers.MAPPER.readTree(text);
    }
}
