package tidings.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tidings.bridge.BridgeConfig;
import tidings.cli.MosquittoConf.Line;

/// One `connection` of a `mosquitto.conf`, as a bridge's file would say it.
final class MosquittoBridge {

    private static final int STANDARD_PORT = 1883;

    private final Line begin;
    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final List<String> addresses = new ArrayList<>();

    MosquittoBridge(Line begin) {
        this.begin = begin;
        set("name", begin.value());
    }

    void set(String key, String value) {
        values.put(key, List.of(value));
    }

    void topic(Line line) {
        values.computeIfAbsent("topics", none -> new ArrayList<>()).add(line.value());
    }

    /// Host and port, several with spaces between them.
    void addresses(Line line) {
        addresses.addAll(List.of(line.value().split("\\s+")));
    }

    void file(String key, Line line) {
        set(key, Path.of(line.value()).toAbsolutePath().toString());
    }

    void version(Line line) {
        set("version", switch (line.value()) {
            case "mqttv50" -> "5";
            case "mqttv311" -> "311";
            case "mqttv31" -> "31";
            default -> throw line.wrong("is mqttv50, mqttv311 or mqttv31, not '" + line.value() + "'");
        });
    }

    /// One time, or the least and the most.
    void restartTimeout(Line line) {
        String[] words = line.value().split("\\s+");
        set("first-delay", words[0] + "s");
        set("longest-delay", words[words.length - 1] + "s");
    }

    /// @throws CommandException if it does not go together
    BridgeConfig.Builder config() {
        boolean tls = values.containsKey("ca") || values.containsKey("cert");
        values.put("address", addresses.stream().map(address -> uri(address, tls)).toList());
        if (!values.containsKey("version")) {
            set("version", "311"); // as with mosquitto
        }
        try {
            return BridgeFile.of(begin.file(), values);
        } catch (IllegalArgumentException wrong) {
            throw begin.wrong(begin.value() + " cannot be: " + wrong.getMessage());
        }
    }

    private static String uri(String address, boolean tls) {
        int colon = address.lastIndexOf(':');
        boolean hasPort =
                colon > 0 && address.indexOf(':') == colon || address.startsWith("[") && address.contains("]:");
        return (tls ? "mqtts://" : "mqtt://") + address + (hasPort ? "" : ":" + STANDARD_PORT);
    }
}
