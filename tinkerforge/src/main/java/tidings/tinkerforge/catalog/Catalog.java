package tidings.tinkerforge.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All devices. Their names are read at once, the rest of a device when it is first asked for. Any thread may ask.
public final class Catalog {

    private static final String RESOURCE = "devices.txt";

    private final String version;
    private final Map<String, Entry> byName = new LinkedHashMap<>();
    private final Map<Integer, DeviceName> byIdentifier = new HashMap<>();

    /// A device, and the lines that describe it until they are read.
    private static final class Entry {

        private final DeviceName name;
        private String lines;
        private @Nullable Device device;

        Entry(DeviceName name, String lines) {
            this.name = name;
            this.lines = lines;
        }

        synchronized Device device() {
            if (device == null) {
                device = Notation.device(name, lines);
                lines = "";
            }
            return device;
        }
    }

    private static final class Held {
        static final Catalog CATALOG = new Catalog(text());
    }

    private Catalog(String text) {
        String[] sections = text.split("\n\n", -1);
        version = sections[0].substring(sections[0].indexOf(' ') + 1).strip();
        for (int i = 1; i < sections.length; i++) {
            int end = sections[i].indexOf('\n');
            DeviceName name = Notation.name(sections[i].substring(0, end));
            byName.put(name.text(), new Entry(name, sections[i].substring(end + 1)));
            byIdentifier.put(name.identifier(), name);
        }
    }

    /// The one that comes with this library.
    public static Catalog get() {
        return Held.CATALOG;
    }

    /// Of the bindings whose devices these are, as `2.0.17`.
    public String version() {
        return version;
    }

    /// All names, also those of devices that were not released.
    public Collection<DeviceName> names() {
        return Collections.unmodifiableCollection(byName.values().stream().map(entry -> entry.name).toList());
    }

    /// What can be had, or could be once.
    public Collection<DeviceName> released() {
        return names().stream().filter(DeviceName::released).toList();
    }

    /// The device of a name, or null if there is none that was released.
    public @Nullable Device device(String name) {
        Entry entry = byName.get(name);
        return entry == null || !entry.name.released() ? null : entry.device();
    }

    /// The name of the device that reports a number, or null.
    public @Nullable DeviceName name(int identifier) {
        return byIdentifier.get(identifier);
    }

    private static String text() {
        try (InputStream in = Catalog.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
