package tidings.device.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A device.
///
/// @param no its number within the store
/// @param created in milliseconds since 1970
/// @param profile the id of its profile
/// @param type the name of its profile
/// @param customer who owns it, or null where the tenant does
/// @param firmware the package assigned to it, or null
/// @param software the package assigned to it, or null
/// @param gateway whether it speaks for others
/// @param additionalInfo JSON, or null
/// @param version grows with each change
public record Device(
        long no,
        UUID id,
        long created,
        String name,
        @Nullable String label,
        UUID profile,
        String type,
        @Nullable UUID customer,
        @Nullable UUID firmware,
        @Nullable UUID software,
        boolean gateway,
        @Nullable String additionalInfo,
        long version) {}
