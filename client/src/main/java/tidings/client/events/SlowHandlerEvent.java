package tidings.client.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/// A handler that took its time, while others waited behind it. How long that is, the recording's settings say.
@Name("tidings.client.SlowHandler")
@Label("Slow MQTT Handler")
@Description("A handler of an MQTT client that others had to wait for")
@Category({"Tidings", "Client"})
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the Flight Recorder reads the fields
@Threshold("100 ms")
public final class SlowHandlerEvent extends Event {

    /// Where nobody records: one for all, as there is one for each message.
    private static final SlowHandlerEvent NONE = new SlowHandlerEvent();

    @Label("Handler")
    private String handler = "";

    @Label("Told")
    private String told = "";

    /// A handler that is called now.
    public static SlowHandlerEvent begun() {
        if (!NONE.isEnabled()) {
            return NONE;
        }
        SlowHandlerEvent event = new SlowHandlerEvent();
        event.begin();
        return event;
    }

    /// It has returned.
    ///
    /// @param what it was told
    public void ended(Object called, Object what) {
        if (this != NONE && shouldCommit()) {
            handler = called.getClass().getName();
            told = what.toString();
            commit();
        }
    }
}
