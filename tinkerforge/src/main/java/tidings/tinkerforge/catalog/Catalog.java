package tidings.tinkerforge.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All devices. Their names are read at once, the rest of a device when it is first asked for. Any thread may ask.
public final class Catalog {

    private static final String RESOURCE = "devices.txt";
    private static final int UID_CHARS = 8;
    private static final int VERSION_NUMBERS = 3;
    private static final List<Element> IDENTITY = List.of(
            Element.plain("uid", Type.STRING, UID_CHARS, 0),
            Element.plain("connected_uid", Type.STRING, UID_CHARS, 0),
            Element.plain("position", Type.CHAR, 1, 0),
            Element.plain("hardware_version", Type.UINT8, 1, VERSION_NUMBERS),
            Element.plain("firmware_version", Type.UINT8, 1, VERSION_NUMBERS),
            Element.plain("device_identifier", Type.UINT16, 1, 0),
            Element.plain("enumeration_type", Type.UINT8, 1, 0));

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

    /// What every device tells when it comes, goes, or is asked who it is: its identity, and the type of the event.
    ///
    /// Without the last one, it is the answer to `get_identity`.
    public static List<Element> identity() {
        return IDENTITY;
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
