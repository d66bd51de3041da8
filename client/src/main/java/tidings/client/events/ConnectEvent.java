package tidings.client.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// An attempt to connect, from its beginning to the server's answer, or to its failure.
@Name("tidings.client.Connect")
@Label("MQTT Connect")
@Description("An attempt to connect to an MQTT server")
@Category({"Tidings", "Client"})
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the Flight Recorder reads the fields
public final class ConnectEvent extends Event {

    @Label("Server")
    private String server = "";

    @Label("Client Id")
    private String clientId = "";

    @Label("Connected")
    private boolean connected;

    @Label("Outcome")
    private String outcome = "";

    /// An attempt that begins now.
    public static ConnectEvent begun() {
        ConnectEvent event = new ConnectEvent();
        event.begin();
        return event;
    }

    /// It ends now.
    ///
    /// @param words why it failed, or what was agreed
    public void ended(Object toServer, String asClient, boolean success, String words) {
        if (shouldCommit()) {
            server = toServer.toString();
            clientId = asClient;
            connected = success;
            outcome = words;
            commit();
        }
    }
}
