package tidings.device.core;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Bytes;

/// The last messages of those devices that somebody looks at: what came, what went, and what became of it.
///
/// Messages of a device are noted from the first question about them on, and no longer when nobody has asked for a while.
/// Where nobody looks at any device, a message costs the look at one field. Any thread may use it.
public final class MessageLog {

    private static final int DEVICES = 100;
    private static final int EACH = 50;
    private static final int EXCERPT_BYTES = 800;
    private static final long KEPT_MILLIS = 600_000;

    private final InstantSource clock;
    private final Map<Long, Notes> watched = new ConcurrentHashMap<>();
    private volatile boolean watching; // whether it is worth to look into the map

    public MessageLog(InstantSource clock) {
        this.clock = clock;
    }

    /// From whom a message is.
    public enum Way {
        FROM_DEVICE,
        TO_DEVICE
    }

    /// A message.
    ///
    /// @param kind the packet, or the method of HTTP
    /// @param topic or filter, or path; printable
    /// @param size of the payload in bytes
    /// @param payload its begin, printable; empty where it is no text or a secret
    /// @param result what became of it, or empty where that is not known yet
    public record Entry(
            long ts, Way way, String kind, String topic, long size, String payload, String result, boolean refused) {}

    /// What is known of a device.
    ///
    /// @param since from when on, in milliseconds since 1970
    /// @param last the last messages, the newest last
    public record Summary(long since, List<Entry> last) {}

    /// Where to note what a device says and is told, or null where nobody looks.
    public @Nullable Notes of(long device) {
        return watching ? watched.get(device) : null;
    }

    /// Looks at the messages of a device, which are noted from now on.
    public synchronized Summary look(long device) {
        Notes notes = watched.computeIfAbsent(device, no -> new Notes(clock));
        notes.asked = clock.millis();
        watching = true;
        if (watched.size() > DEVICES) {
            watched.entrySet()
                    .stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().asked))
                    .ifPresent(oldest -> watched.remove(oldest.getKey()));
        }
        return notes.summary();
    }

    /// Time has passed: forgets what nobody looks at any more. To be called every few seconds.
    public synchronized void tick() {
        long since = clock.millis() - KEPT_MILLIS;
        watched.values().removeIf(notes -> notes.asked < since);
        watching = !watched.isEmpty();
    }

    /// Where the last messages of one device are noted.
    public static final class Notes {
        private final InstantSource clock;
        private final long since;
        private final Deque<Note> last = new ArrayDeque<>();
        private volatile long asked;

        private Notes(InstantSource clock) {
            this.clock = clock;
            this.since = clock.millis();
        }

        /// Notes a message.
        ///
        /// @return what is to be told the result
        public Note add(Way way, String kind, String topic, Bytes payload) {
            Note note = new Note(new Entry(
                    clock.millis(), way, kind, Rejections.printable(topic), payload.size(), excerpt(topic, payload), "",
                    false));
            synchronized (last) {
                last.addLast(note);
                if (last.size() > EACH) {
                    last.removeFirst();
                }
            }
            return note;
        }

        private static String excerpt(String topic, Bytes payload) {
            if (topic.endsWith("/claim")) {
                return ""; // it carries the secret
            }
            String begin = StandardCharsets.UTF_8
                    .decode(payload.asByteBuffer().limit(Math.min(payload.size(), EXCERPT_BYTES)))
                    .toString();
            String printable = Rejections.printable(begin);
            return printable.indexOf('\uFFFD') < 0 ? printable : "";
        }

        private Summary summary() {
            synchronized (last) {
                return new Summary(since, last.stream().map(note -> note.entry).toList());
            }
        }
    }

    /// One message that was noted.
    public static final class Note {
        private volatile Entry entry;

        private Note(Entry entry) {
            this.entry = entry;
        }

        /// It went well.
        public void result(String words) {
            becomes(words, false);
        }

        public void refused(String why) {
            becomes(why, true);
        }

        private void becomes(String result, boolean refused) {
            Entry now = entry;
            entry = new Entry(
                    now.ts(), now.way(), now.kind(), now.topic(), now.size(), now.payload(), result, refused);
        }
    }
}
