package tidings.device.spi;

import java.io.IOException;
import java.util.List;

/// A place where events go. One thread uses it.
public interface Sink extends AutoCloseable {

    /// Hands over events, and waits until they are safe there: all of them, in order. They may come again.
    ///
    /// @throws IOException if it may go better later
    /// @throws RefusedEventException if it never will
    void deliver(List<SinkEvent> events) throws IOException, InterruptedException;

    /// Frees what it holds.
    @Override
    void close();
}
