package tidings.device.core;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// When devices came and went, and why some were not let in: for the operator, who otherwise sees a device that keeps
/// disconnecting. The last of each device, of as many devices as may be, and the last of those that are nobody's. Any
/// thread may use it.
public final class ConnectionLog {

    private static final int DEVICES = 10_000;
    private static final int EACH = 20;
    private static final int STRANGERS = 200;

    private final InstantSource clock;
    private final Deque<Happening> strangers = new ArrayDeque<>();
    private final Map<Long, Deque<Happening>> byDevice = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Deque<Happening>> eldest) {
            return size() > DEVICES;
        }
    };

    public ConnectionLog(InstantSource clock) {
        this.clock = clock;
    }

    /// What happened.
    public enum Event {
        CONNECTED,
        DISCONNECTED,
        REFUSED
    }

    /// Something that happened.
    ///
    /// @param clientId of who was refused, printable; else empty
    /// @param address whence, or empty where it is not known
    /// @param reason of a refusal; else empty
    public record Happening(long ts, Event event, String clientId, String address, String reason) {}

    public void connected(long device) {
        add(device, new Happening(clock.millis(), Event.CONNECTED, "", "", ""));
    }

    public void disconnected(long device) {
        add(device, new Happening(clock.millis(), Event.DISCONNECTED, "", "", ""));
    }

    /// Somebody was not let in.
    ///
    /// @param device who he said he was, or null where that is nobody
    public void refused(@Nullable Long device, String clientId, SocketAddress remote, String reason) {
        String address = remote instanceof InetSocketAddress internet ? internet.getHostString() : remote.toString();
        Happening entry = new Happening(clock.millis(), Event.REFUSED, Rejections.printable(clientId), address, reason);
        if (device != null) {
            add(device, entry);
            return;
        }
        synchronized (strangers) {
            strangers.addLast(entry);
            if (strangers.size() > STRANGERS) {
                strangers.removeFirst();
            }
        }
    }

    /// The last of a device, the newest last.
    public List<Happening> of(long device) {
        synchronized (byDevice) {
            Deque<Happening> entries = byDevice.get(device);
            return entries == null ? List.of() : List.copyOf(entries);
        }
    }

    /// Those last refused that are nobody's, the newest last.
    public List<Happening> strangers() {
        synchronized (strangers) {
            return List.copyOf(strangers);
        }
    }

    private void add(long device, Happening entry) {
        synchronized (byDevice) {
            Deque<Happening> entries = byDevice.computeIfAbsent(device, no -> new ArrayDeque<>());
            entries.addLast(entry);
            if (entries.size() > EACH) {
                entries.removeFirst();
            }
        }
    }
}
