package tidings.device.rest;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Refusal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Ids as the API writes them: `{"entityType":"DEVICE","id":"<uuid>"}`.
final class Ids {

    /// Stands where there is none.
    static final UUID NONE = UUID.fromString("13814000-1dd2-11b2-8080-808080808080");

    private Ids() {}

    static ObjectNode of(String entityType, UUID id) {
        return JsonNodeFactory.instance.objectNode().put("entityType", entityType).put("id", id.toString());
    }

    static @Nullable ObjectNode ofOrNull(String entityType, @Nullable UUID id) {
        return id == null ? null : of(entityType, id);
    }

    static UUID orNone(@Nullable UUID id) {
        return id == null ? NONE : id;
    }

    /// An id from a path or a query.
    ///
    /// @throws Refusal if it is none
    static UUID parse(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("Invalid UUID string: " + text);
        }
    }

    /// An id, or null where the text is none.
    static @Nullable UUID parseOrNull(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// An id as a member of an object of ours, or null where there is none.
    static @Nullable UUID memberOrNull(JsonNode object, String name) {
        JsonNode id = object.path(name).path("id");
        return id.isString() ? parseOrNull(id.asString()) : null;
    }

    /// An id as a member of an object, or null where there is none.
    ///
    /// @throws Refusal if it is something else
    static @Nullable UUID member(JsonNode object, String name) {
        JsonNode id = object.path(name).path("id");
        if (!id.isString()) {
            return null;
        }
        UUID uuid = parse(id.asString());
        return uuid.equals(NONE) ? null : uuid;
    }
}
