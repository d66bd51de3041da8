package tidings.device.sink;

import java.util.List;
import java.util.Map;

/// Reads the configuration of a sink.
final class Settings {

    private Settings() {}

    /// @throws IllegalArgumentException if there is a name that nobody knows
    static void known(Map<String, String> configuration, String... names) {
        for (String name : configuration.keySet()) {
            if (!List.of(names).contains(name)) {
                throw new IllegalArgumentException(
                        "There is no setting '" + name + "'; there are " + String.join(", ", names));
            }
        }
    }

    /// @throws IllegalArgumentException if it is missing
    static String required(Map<String, String> configuration, String name) {
        String value = configuration.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("The setting '" + name + "' is missing");
        }
        return value;
    }
}
