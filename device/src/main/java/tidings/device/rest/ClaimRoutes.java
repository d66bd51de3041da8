package tidings.device.rest;

import io.javalin.http.Context;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Services;
import tidings.device.json.Json;
import tidings.device.rest.Api.Access;
import tidings.device.store.ClaimTable;
import tidings.device.store.Device;
import tools.jackson.databind.node.ObjectNode;

/// Whether a device can be claimed: for people who look at it. This call is ours.
final class ClaimRoutes {

    private final Services services;

    ClaimRoutes(Services services) {
        this.services = services;
    }

    void addTo(Api api) {
        api.area("Customers")
                .get("/api/device/{id}/claim", Access.USER, "Whether a device is claimed, or can be, and until when.",
                        this::state)
                .answers("ClaimState");
    }

    private void state(Context context) {
        Device device = services.devices().byId(Ids.parse(context.pathParam("id")));
        Caller.of(context).mustSee(device);
        Answers.json(context, shape(device, offer(device)));
    }

    /// What the device offers now, or null.
    private ClaimTable.@Nullable Claim offer(Device device) {
        ClaimTable.Claim claim = services.store()
                .database()
                .query(on -> Optional.ofNullable(ClaimTable.of(on, device.no())))
                .orElse(null);
        return claim == null || claim.expires() <= services.clock().millis() ? null : claim;
    }

    private ObjectNode shape(Device device, ClaimTable.@Nullable Claim offer) {
        ObjectNode body = Json.object();
        if (device.customer() != null) {
            return body.put("state", "CLAIMED")
                    .putNull("expiresTs")
                    .put("customerId", device.customer().toString())
                    .put("customerTitle", services.customers().title(device.customer()));
        }
        body.put("state", offer == null ? "UNCLAIMED" : "CLAIMABLE");
        body.put("expiresTs", offer == null ? null : offer.expires());
        return body.putNull("customerId").putNull("customerTitle");
    }
}
