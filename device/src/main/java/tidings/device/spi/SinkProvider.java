package tidings.device.spi;

import java.util.Map;

/// A kind of places where events go; found by [java.util.ServiceLoader], beside those that are built in.
public interface SinkProvider {

    /// What sinks of the kind are called, such as `kafka`.
    String type();

    /// Makes a sink. Does not connect yet, or does not fail where it cannot.
    ///
    /// @throws IllegalArgumentException if the configuration is wrong; the message is for who wrote it
    Sink open(Map<String, String> configuration);
}
