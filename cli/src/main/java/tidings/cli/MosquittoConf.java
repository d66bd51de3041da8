package tidings.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.cli.Settings.Value;

/// A `mosquitto.conf`, as settings of ours: each directive becomes what the same option would say, so that there is one way
/// from there on. What changes nothing here is listed in the log; what would open or change more than it seems is refused,
/// with file and line.
final class MosquittoConf {

    private static final Logger LOG = LoggerFactory.getLogger(MosquittoConf.class);
    private static final int DEEPEST = 10;
    /// Where mosquitto takes more than we do: a session for as long as MQTT can say, and deeper and longer topics.
    private static final Map<String, String> STANDARD =
            Map.of("max-session-expiry", "4294967295s", "max-topic-levels", "201", "max-topic-size", "65535");

    private final List<MosquittoListener> listeners = new ArrayList<>();
    private final MosquittoListener standard = new MosquittoListener();
    private final MosquittoAccess access = new MosquittoAccess();
    private final Map<String, Value> settings = new LinkedHashMap<>();
    private final Map<String, Value> standards = new LinkedHashMap<>();
    private final Set<String> ignored = new LinkedHashSet<>();
    private final MosquittoDirectives directives = new MosquittoDirectives(this);

    private MosquittoConf() {}

    /// A directive, where it stands.
    record Line(Path file, int number, String name, String value) {

        String where() {
            return file + ", line " + number;
        }

        CommandException wrong(String why) {
            return new CommandException(ExitStatus.FAILED, where() + ": " + name + " " + why);
        }

        /// @throws CommandException if it is no number, or less than the least
        long number(long least) {
            try {
                long number = Long.parseLong(value);
                if (number >= least) {
                    return number;
                }
            } catch (NumberFormatException wrong) {
                // said below
            }
            throw wrong("is a number from " + least + " on, not '" + value + "'");
        }

        boolean isTrue() {
            return switch (value) {
                case "true", "1" -> true;
                case "false", "0" -> false;
                default -> throw wrong("is true or false, not '" + value + "'");
            };
        }

        Value as(String text) {
            return new Value(text, where());
        }
    }

    /// @throws CommandException if it cannot be read, or something in it cannot be done
    static MosquittoConf read(Path file) {
        MosquittoConf conf = new MosquittoConf();
        conf.include(file, 0);
        return conf;
    }

    /// What it says, by the keys of our settings.
    ///
    /// @param keys that there are for the command
    Map<String, Value> settings(Set<String> keys) {
        Map<String, Value> all = new LinkedHashMap<>(settings);
        standards.forEach(all::putIfAbsent);
        STANDARD.forEach((key, value) -> all.putIfAbsent(key, new Value(value, "mosquitto's default")));
        List<MosquittoListener> places = places();
        access.finish(places).forEach(all::put);
        all.put("listen", new Value(
                places.stream().map(MosquittoListener::uri).collect(Collectors.joining(",")), "mosquitto.conf"));
        all.keySet().stream().filter(key -> !keys.contains(key)).forEach(key -> ignored.add(key));
        all.keySet().retainAll(keys);
        if (!ignored.isEmpty()) {
            LOG.warn("Of the mosquitto.conf these are ignored: {}", String.join(", ", ignored));
        }
        return all;
    }

    void set(String key, Line line, String value) {
        settings.put(key, line.as(value));
    }

    /// The same, unless something else was said of it, or will be.
    void standard(String key, Line line, String value) {
        standards.put(key, line.as(value));
    }

    void ignore(Line line) {
        ignored.add(line.name);
    }

    void ignore(String what) {
        ignored.add(what);
    }

    /// The one that directives are about: the last that was begun, else the standard one.
    MosquittoListener listener() {
        return listeners.isEmpty() ? standard : listeners.get(listeners.size() - 1);
    }

    MosquittoListener standard() {
        return standard;
    }

    void begin(MosquittoListener listener) {
        listeners.add(listener);
    }

    MosquittoAccess access() {
        return access;
    }

    /// Reads further files of a folder, in the order of their names.
    void includeFolder(Line line) {
        try (Stream<Path> files = Files.list(Path.of(line.value))) {
            List<Path> all = files.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
            all.forEach(file -> include(file, 1));
        } catch (IOException e) {
            throw line.wrong("names a folder that cannot be read: " + e.getMessage());
        }
    }

    private void include(Path file, int depth) {
        if (depth > DEEPEST) {
            throw new CommandException(ExitStatus.FAILED, file + " includes itself");
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw CommandException.unreadable(file, "--mosquitto-conf", e);
        }
        for (int i = 0; i < lines.size(); i++) {
            String text = lines.get(i).strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                String[] words = text.split("\\s+", 2);
                directives.obey(new Line(file, i + 1, words[0], words.length == 1 ? "" : words[1].strip()));
            }
        }
    }

    /// Without any, mosquitto listens on the loopback address alone, and lets anybody in there.
    private List<MosquittoListener> places() {
        List<MosquittoListener> places = new ArrayList<>(listeners);
        if (standard.isBegun()) {
            places.add(0, standard);
        }
        if (places.isEmpty()) {
            standard.localOnly();
            access.localOnly();
            places.add(standard);
        }
        return places;
    }
}
