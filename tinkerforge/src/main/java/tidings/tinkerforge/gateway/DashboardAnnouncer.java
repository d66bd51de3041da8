package tidings.tinkerforge.gateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Catalog;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.json.JsonWriter;

/// Bricks as devices of a device server, through its gateway topics (`v1/gateway/...`): identities as attributes, events as
/// telemetry.
public final class DashboardAnnouncer implements Announcer {

    private static final String CONNECT = "v1/gateway/connect";
    private static final String DISCONNECT = "v1/gateway/disconnect";
    private static final String ATTRIBUTES = "v1/gateway/attributes";
    private static final String TELEMETRY = "v1/gateway/telemetry";

    private final Publisher publisher;

    /// @param publisher to the device server, logged in as a gateway
    public DashboardAnnouncer(Publisher publisher) {
        this.publisher = publisher;
    }

    private static String name(String uid, Device device) {
        return device.name().displayName() + " " + uid;
    }

    @Override
    public void came(String uid, Device device, List<Object> identity, List<Callback> fed) {
        String name = name(uid, device);
        publisher.publish(CONNECT,
                JsonWriter.object().member("device", name).member("type", device.name().text()).end());
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (int i = 0; i < Catalog.identity().size() - 2; i++) { // neither number nor type of the event
            Object value = identity.get(i);
            attributes.put(Catalog.identity().get(i).name(),
                    value instanceof List<?> version ? dotted(version) : value);
        }
        publisher.publish(ATTRIBUTES, JsonWriter.object().member(name, attributes).end());
    }

    private static String dotted(List<?> version) {
        return String.join(".", version.stream().map(String::valueOf).toList());
    }

    @Override
    public void went(String uid, Device device) {
        publisher.publish(DISCONNECT, JsonWriter.object().member("device", name(uid, device)).end());
    }

    @Override
    public void event(String uid, Device device, Callback callback, List<? extends @Nullable Object> values) {
        Map<String, Object> shown = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            if (value != null) {
                var element = callback.elements().get(i);
                shown.put(Quantity.key(callback, element), Quantity.shown(element, value));
            }
        }
        publisher.publish(TELEMETRY, JsonWriter.object().member(name(uid, device), List.of(shown)).end());
    }
}
