package tidings.client.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// The end of a connection.
@Name("tidings.client.Disconnect")
@Label("MQTT Disconnect")
@Description("The end of a connection to an MQTT server")
@Category({"Tidings", "Client"})
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the Flight Recorder reads the fields
public final class DisconnectEvent extends Event {

    @Label("Server")
    private String server = "";

    @Label("Client Id")
    private String clientId = "";

    @Label("By")
    private String by = "";

    @Label("Reason")
    private String reason = "";

    /// A connection has ended.
    ///
    /// @param who ended it, or what
    public static void happened(Object server, String clientId, Object who, String words) {
        DisconnectEvent event = new DisconnectEvent();
        if (event.shouldCommit()) {
            event.server = server.toString();
            event.clientId = clientId;
            event.by = who.toString();
            event.reason = words;
            event.commit();
        }
    }
}
