package tidings.tinkerforge.gateway;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import tidings.mqtt.Bytes;
import tidings.tinkerforge.daemon.BrickDaemon;
import tidings.tinkerforge.json.PythonText;
import tidings.tinkerforge.json.Utf8Text;
import tidings.tinkerforge.tfp.Packet;

/// Sees every message from either side first.
///
/// A message that asks for something that cannot be is answered with the reason, and the next one is looked at. Answers of
/// one device come in the order of the requests; devices do not wait for each other.
public final class Bridge {

    private static final Logger LOG = System.getLogger(Bridge.class.getName());

    private final String prefix;
    private final BrickDaemon daemon;
    private final Publisher publisher;
    private final Style style;
    private final Bricks bricks;
    private final Requests requests;
    private final Events events;
    private final ConnectionTopics connection;
    private Announcements announcements;

    /// @param prefix of all topics, with its slash
    /// @param limit how many devices may be asked for
    public Bridge(String prefix, BrickDaemon daemon, Publisher publisher, Style style, int limit) {
        this.daemon = daemon;
        this.announcements = new Announcements(daemon, new Feed(Set.of(), 0), List.of());
        this.prefix = prefix;
        this.publisher = publisher;
        this.style = style;
        this.bricks = new Bricks(limit);
        this.requests = new Requests(daemon, bricks, publisher, style);
        this.events = new Events(daemon, bricks, publisher, style);
        this.connection = new ConnectionTopics(daemon, publisher, requests, style);
    }

    /// From now on these are told which bricks there are, and what they say.
    public void announce(Feed feed, List<Announcer> announcers) {
        announcements = new Announcements(daemon, feed, announcers);
    }

    /// A message came.
    public void message(String topic, Bytes payload) {
        Address address = Address.of(topic, prefix.length());
        if (address == null) {
            LOG.log(Level.ERROR, "Malformed topic: expected at least OPERATION/DEVICE/UID/FUNCTION, but got {0}",
                    PythonText.quoted(topic));
            return;
        }
        try {
            handle(address, text(payload));
        } catch (CallException wrong) {
            new Answers(address, publisher, new Results(style), List.of()).refused(wrong.text());
        }
    }

    private String text(Bytes payload) {
        byte[] bytes = payload.toArray();
        try {
            return Utf8Text.decode(bytes);
        } catch (Utf8Text.NotUtf8Exception wrong) {
            String shown = style.showPayload() ? " Payload was: " + PythonText.quoted(bytes) : "";
            throw new CallException("Could not decode payload as utf-8: " + wrong.getMessage() + shown);
        }
    }

    private void handle(Address address, String payload) {
        switch (address.device()) {
            case Address.IP_CONNECTION -> connection.handle(address, payload);
            case Address.BINDINGS -> bindings(address);
            default -> requests.handle(address, payload);
        }
    }

    private void bindings(Address address) {
        if (address.operation().equals(Address.CALLBACK) && address.function().equals("restart")) {
            LOG.log(Level.WARNING, "Another gateway was started with the same prefix: both will answer all requests");
        } else if (!address.operation().equals(Address.REQUEST)) {
            throw new CallException("Unknown bindings request " + address.operation());
        } else if (!address.function().equals("reset_callbacks")) {
            throw new CallException("Unknown bindings function " + address.function());
        } else {
            bricks.clear();
            connection.clear();
            announcements.ask();
        }
    }

    /// A device said something by itself.
    public void callback(Packet packet) {
        if (packet.function() == Packet.ENUMERATE_CALLBACK) {
            connection.enumerated(packet);
            announcements.enumerated(packet);
        } else {
            events.received(packet);
            announcements.received(packet);
        }
    }

    /// The Brick Daemon is there.
    public void connected(BrickDaemon.ConnectReason reason) {
        connection.connected(reason);
        announcements.ask();
    }

    /// The Brick Daemon is gone.
    public void disconnected(BrickDaemon.DisconnectReason reason) {
        connection.disconnected(reason);
        announcements.lost();
    }
}
