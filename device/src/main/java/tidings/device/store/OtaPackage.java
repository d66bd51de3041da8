package tidings.device.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Firmware or software for devices: a file, or a link to one.
///
/// @param created in milliseconds since 1970
/// @param profile whose devices it is for, or null for all
/// @param url where it is, if it is a link; then there is no file
/// @param checksum of the file, or null as long as there is none
/// @param size bytes of the file, or null as long as there is none
/// @param additionalInfo JSON, or null
public record OtaPackage(
        UUID id,
        long created,
        @Nullable UUID profile,
        Type type,
        String title,
        String version,
        @Nullable String tag,
        @Nullable String url,
        @Nullable String fileName,
        @Nullable String contentType,
        @Nullable String checksumAlgorithm,
        @Nullable String checksum,
        @Nullable Long size,
        @Nullable String additionalInfo) {

    /// What it is, with the names of the REST API.
    public enum Type {
        FIRMWARE("fw"),
        SOFTWARE("sw");

        private final String prefix;

        Type(String prefix) {
            this.prefix = prefix;
        }

        /// What its topics and attributes begin with.
        public String prefix() {
            return prefix;
        }
    }

    public boolean hasData() {
        return size != null;
    }
}
