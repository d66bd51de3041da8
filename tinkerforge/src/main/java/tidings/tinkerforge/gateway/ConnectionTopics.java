package tidings.tinkerforge.gateway;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tidings.tinkerforge.catalog.Catalog;
import tidings.tinkerforge.daemon.BrickDaemon;
import tidings.tinkerforge.json.JsonWriter;
import tidings.tinkerforge.tfp.Packet;
import tidings.tinkerforge.tfp.Payloads;

/// The device `ip_connection`: the connection to the Brick Daemon, and what comes and goes there.
final class ConnectionTopics {

    private static final String ENUMERATE = "enumerate";
    private static final String CONNECTED = "connected";
    private static final String DISCONNECTED = "disconnected";

    private final BrickDaemon daemon;
    private final Publisher publisher;
    private final Requests requests;
    private final Style style;
    private final Results results;
    private final Map<String, Set<String>> registrations = new LinkedHashMap<>();

    ConnectionTopics(BrickDaemon daemon, Publisher publisher, Requests requests, Style style) {
        this.daemon = daemon;
        this.publisher = publisher;
        this.requests = requests;
        this.style = style;
        this.results = new Results(style);
        clear();
    }

    /// Forgets all registrations.
    void clear() {
        List.of(ENUMERATE, CONNECTED, DISCONNECTED).forEach(name -> registrations.put(name, new LinkedHashSet<>()));
    }

    /// A message to the connection.
    ///
    /// @throws CallException if it asks for something that cannot be
    void handle(Address address, String payload) {
        switch (address.operation()) {
            case Address.REQUEST -> request(address);
            case Address.REGISTER -> register(address, payload);
            default -> {
                // files of first messages contain other things, too
            }
        }
    }

    private void request(Address address) {
        switch (address.function()) {
            case ENUMERATE -> daemon.enumerate();
            case "get_connection_state" -> publisher.publish(address.answer(),
                    JsonWriter.object().member("connection_state", lower(daemon.state())).end());
            default -> throw new CallException("Unknown ip connection function " + address.function());
        }
    }

    private void register(Address address, String payload) {
        Set<String> topics = registrations.get(address.function());
        if (topics == null) {
            throw new CallException("Unknown ip connection callback " + address.function());
        }
        if (requests.wanted(address.function() + " callback registration", payload, false)) {
            topics.add(address.answer());
        } else {
            topics.remove(address.answer());
        }
    }

    void connected(BrickDaemon.ConnectReason reason) {
        tell(CONNECTED, "connect_reason", reason);
    }

    void disconnected(BrickDaemon.DisconnectReason reason) {
        tell(DISCONNECTED, "disconnect_reason", reason);
    }

    private void tell(String callback, String member, Enum<?> reason) {
        Object shown = style.symbols() ? lower(reason).replace('_', '-') : (Object) number(reason);
        tell(callback, JsonWriter.object().member(member, shown).end());
    }

    private static long number(Enum<?> reason) {
        return switch (reason) {
            case BrickDaemon.ConnectReason connect -> switch (connect) {
                case REQUEST -> 0;
                case AUTO_RECONNECT -> 1;
            };
            case BrickDaemon.DisconnectReason disconnect -> switch (disconnect) {
                case REQUEST -> 0;
                case ERROR -> 1;
                case SHUTDOWN -> 2;
            };
            default -> throw new IllegalArgumentException("No reason: " + reason);
        };
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// A device came, went, or said that it is there.
    void enumerated(Packet packet) {
        Set<String> topics = registrations.getOrDefault(ENUMERATE, Set.of());
        if (topics.isEmpty()) {
            return;
        }
        try {
            List<Object> values = Payloads.read(Catalog.identity(), packet.payload());
            tell(ENUMERATE, results.identity(Catalog.identity(), values));
        } catch (Payloads.WrongLengthException wrong) {
            // no such packet comes from a Brick Daemon
        }
    }

    private void tell(String callback, String payload) {
        registrations.getOrDefault(callback, Set.of()).forEach(topic -> publisher.publish(topic, payload));
    }
}
