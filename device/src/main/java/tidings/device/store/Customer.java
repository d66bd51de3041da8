package tidings.device.store;

import java.util.UUID;

/// Who owns devices, and has users that see them.
///
/// @param created in milliseconds since 1970
/// @param description what else is said of it, as a JSON object
/// @param version grows with each change
public record Customer(UUID id, long created, String title, String description, long version) {}
