package tidings.driver;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import tidings.mqtt.Connect;
import tidings.mqtt.Packet;
import tidings.mqtt.PingReq;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Unsubscribe;

/// Packets by their names in the specification, such as `PUBLISH`.
final class PacketNames {

    private static final Set<Class<?>> OF_CLIENTS =
            Set.of(Connect.class, Subscribe.class, Unsubscribe.class, PingReq.class);

    private PacketNames() {}

    /// @throws IllegalArgumentException if there is none of this name
    static Class<? extends Packet> type(String name) {
        return Stream.of(Packet.class.getPermittedSubclasses())
                .filter(type -> type.getSimpleName().toUpperCase(Locale.ROOT).equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no packet " + name))
                .asSubclass(Packet.class);
    }

    /// Whether only clients send it.
    static boolean isOfClients(Class<? extends Packet> type) {
        return OF_CLIENTS.contains(type);
    }
}
