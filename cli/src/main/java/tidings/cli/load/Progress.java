package tidings.cli.load;

/// What went on in the last second.
///
/// @param seconds since the beginning
/// @param connected clients that are or were in
/// @param sent messages in this second
/// @param received messages in this second
/// @param p99Millis of the deliveries in this second, or of the acknowledgements where nobody receives
public record Progress(long seconds, long connected, long sent, long received, double p99Millis) {}
