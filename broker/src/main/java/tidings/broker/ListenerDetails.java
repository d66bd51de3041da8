package tidings.broker;

import java.net.URI;

/// A place where clients connect.
///
/// @param connections open there now, on their way in or in
public record ListenerDetails(URI address, int connections) {}
