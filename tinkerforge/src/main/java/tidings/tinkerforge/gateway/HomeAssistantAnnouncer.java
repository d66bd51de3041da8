package tidings.tinkerforge.gateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Meaning;
import tidings.tinkerforge.json.JsonWriter;

/// Bricks as devices of Home Assistant, by its discovery: a kept message for each value says where it is published, and in
/// which unit. The values themselves are what the gateway publishes anyway, once somebody has registered for them: this does.
public final class HomeAssistantAnnouncer implements Announcer {

    private static final Map<String, String> CLASSES = Map.ofEntries(
            Map.entry("°C", "temperature"), Map.entry("lx", "illuminance"), Map.entry("hPa", "pressure"),
            Map.entry("V", "voltage"), Map.entry("A", "current"), Map.entry("W", "power"), Map.entry("Hz", "frequency"),
            Map.entry("m", "distance"), Map.entry("mm", "distance"), Map.entry("g", "weight"),
            Map.entry("m/s", "speed"), Map.entry("km/h", "speed"), Map.entry("W/m²", "irradiance"));

    private final String discoveryPrefix;
    private final String topicPrefix;
    private final Publisher kept;
    private final Publisher ownRequests;

    /// @param discoveryPrefix under which Home Assistant looks, without slash
    /// @param topicPrefix of the gateway, with its slash
    /// @param kept publishes messages that the broker keeps
    /// @param ownRequests takes messages as if they had come from the broker
    public HomeAssistantAnnouncer(
            String discoveryPrefix, String topicPrefix, Publisher kept, Publisher ownRequests) {
        this.discoveryPrefix = discoveryPrefix;
        this.topicPrefix = topicPrefix;
        this.kept = kept;
        this.ownRequests = ownRequests;
    }

    @Override
    public void came(String uid, Device device, List<Object> identity, List<Callback> fed) {
        for (Callback callback : fed) {
            String path = device.name().text() + "/" + uid + "/" + callback.name();
            ownRequests.publish(topicPrefix + "register/" + path, "true");
            for (Element element : callback.elements()) {
                kept.publish(topic(uid, callback, element),
                        config(uid, device, callback, element, topicPrefix + "callback/" + path));
            }
        }
    }

    private String topic(String uid, Callback callback, Element element) {
        return discoveryPrefix + "/sensor/tinkerforge_" + uid + "/" + Quantity.key(callback, element) + "/config";
    }

    private static String config(String uid, Device device, Callback callback, Element element, String state) {
        String key = Quantity.key(callback, element);
        Meaning meaning = element.meaning();
        JsonWriter json = JsonWriter.object()
                .member("name", key.replace('_', ' '))
                .member("unique_id", "tinkerforge_" + uid + "_" + key)
                .member("state_topic", state)
                .member("value_template", template(element));
        if (meaning.unit() != null && !meaning.unit().isEmpty()) {
            json.member("unit_of_measurement", meaning.unit()).member("state_class", "measurement");
            String quantity = key.contains("humidity") ? "humidity" : CLASSES.get(meaning.unit());
            if (quantity != null) {
                json.member("device_class", quantity);
            }
        }
        Map<String, Object> owner = new LinkedHashMap<>();
        owner.put("identifiers", List.of("tinkerforge_" + uid));
        owner.put("name", device.name().displayName() + " " + uid);
        owner.put("model", device.name().displayName());
        owner.put("manufacturer", "Tinkerforge");
        return json.member("device", owner).member("origin", Map.of("name", "Tidings")).end();
    }

    private static String template(Element element) {
        Meaning meaning = element.meaning();
        String scale = meaning.numerator() == meaning.denominator()
                ? ""
                : " * " + meaning.numerator() + " / " + meaning.denominator();
        return "{{ value_json." + element.member() + scale + " }}";
    }

    @Override
    public void went(String uid, Device device) {
        // a brick that is away for a while stays known, with its last values
    }

    @Override
    public void event(String uid, Device device, Callback callback, List<? extends @Nullable Object> values) {
        // is published anyway
    }
}
