package tidings.tinkerforge.gateway;

/// How answers look.
///
/// @param symbols whether values are named where they have a name
/// @param longsAsText whether integers of eight bytes are written as texts, for readers whose numbers are too small
/// @param showPayload whether errors quote what could not be read
public record Style(boolean symbols, boolean longsAsText, boolean showPayload) {}
