package tidings.device.rest;

import io.javalin.http.Context;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Refusal;
import tidings.device.json.Json;
import tidings.device.store.Page;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads requests and writes answers: JSON, pages, errors.
final class Answers {

    static final JsonMapper MAPPER = Json.MAPPER;
    static final int LARGEST_PAGE = 10_000;
    private static final String GIVEN = "answer";

    private Answers() {}

    /// The codes of error bodies.
    static final class ErrorCode {
        static final int GENERAL = 2;
        static final int AUTHENTICATION = 10;
        static final int TOKEN_EXPIRED = 11;
        static final int PERMISSION = 20;
        static final int BAD_REQUEST = 31;
        static final int NOT_FOUND = 32;
        static final int TOO_MANY_REQUESTS = 33;
        static final int VERSION_CONFLICT = 35;

        private ErrorCode() {}
    }

    static void json(Context context, JsonNode node) {
        context.attribute(GIVEN, node);
        context.contentType("application/json").result(MAPPER.writeValueAsBytes(node));
    }

    /// What a request was answered, as far as it was JSON.
    static JsonNode given(Context context) {
        JsonNode node = context.attribute(GIVEN);
        return node == null ? MissingNode.getInstance() : node;
    }

    static void text(Context context, int status, String text) {
        context.status(status).contentType("text/plain;charset=UTF-8").result(text);
    }

    static void error(Context context, int status, int errorCode, String message) {
        ObjectNode body = MAPPER.createObjectNode()
                .put("status", status)
                .put("message", message)
                .put("errorCode", errorCode)
                .put("timestamp", System.currentTimeMillis());
        json(context.status(status), body);
    }

    static <T> void page(Context context, Page<T> page, int pageSize, Function<T, ? extends JsonNode> shape) {
        ObjectNode body = MAPPER.createObjectNode();
        ArrayNode data = body.putArray("data");
        page.elements().forEach(element -> data.add(shape.apply(element)));
        long pages = (page.total() + pageSize - 1) / pageSize;
        body.put("totalPages", pages);
        body.put("totalElements", page.total());
        body.put("hasNext", number(context, "page") + 1 < pages);
        json(context, body);
    }

    /// Which page is asked for.
    ///
    /// @throws Refusal if that is not said, or is nonsense
    static Page.Query pageQuery(Context context) {
        int size = number(context, "pageSize");
        int page = number(context, "page");
        if (size < 1 || size > LARGEST_PAGE || page < 0) {
            throw Refusal.badRequest("Incorrect page link: pageSize is 1 to " + LARGEST_PAGE + ", page is 0 or more");
        }
        boolean descending = switch (parameter(context, "sortOrder").toUpperCase(Locale.ROOT)) {
            case "", "ASC" -> false;
            case "DESC" -> true;
            case String other -> throw Refusal.badRequest("Unsupported sort order '" + other + "'! It is ASC or DESC");
        };
        return new Page.Query(
                size, page, parameter(context, "textSearch"), parameter(context, "sortProperty"), descending);
    }

    /// A parameter of the query, or an empty text.
    static String parameter(Context context, String name) {
        String value = context.queryParam(name);
        return value == null ? "" : value;
    }

    /// A parameter that must be there and be a number.
    static int number(Context context, String name) {
        return Math.toIntExact(Math.clamp(longNumber(context, name), Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    static long longNumber(Context context, String name) {
        String value = parameter(context, name);
        if (value.isEmpty()) {
            throw Refusal.badRequest("Required request parameter '" + name + "' is not present");
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("Parameter '" + name + "' is a number, not '" + value + "'");
        }
    }

    /// A parameter that is true, false, or missing, which is null. The words are those that ThingsBoard takes: its clients
    /// in Python write `True`.
    static @Nullable Boolean flag(Context context, String name) {
        return switch (parameter(context, name).toLowerCase(Locale.ROOT)) {
            case "" -> null;
            case "true", "on", "yes", "1" -> true;
            case "false", "off", "no", "0" -> false;
            case String other ->
                throw Refusal.badRequest("Parameter '" + name + "' is true or false, not '" + other + "'");
        };
    }

    /// Whether a parameter is there and true.
    static boolean isSet(Context context, String name) {
        return Boolean.TRUE.equals(flag(context, name));
    }

    static long longNumber(Context context, String name, long otherwise) {
        return parameter(context, name).isEmpty() ? otherwise : longNumber(context, name);
    }

    /// The object in the body of a request.
    ///
    /// @throws Refusal if it is something else
    static ObjectNode object(Context context) {
        try {
            if (MAPPER.readTree(context.bodyAsBytes()) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw Refusal.badRequest("The body is no JSON: " + e.getOriginalMessage());
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("The body is no JSON: " + e.getMessage());
        }
        throw Refusal.badRequest("The body is a JSON object");
    }

    /// The version in an object, which its sender has seen, or null.
    static @Nullable Long version(JsonNode object) {
        JsonNode version = object.path("version");
        return version.isIntegralNumber() ? version.asLong() : null;
    }

    /// An object within an object as text, or null.
    static @Nullable String objectText(JsonNode object, String name) {
        JsonNode member = object.path(name);
        return member.isObject() ? Json.text(member) : null;
    }

    /// A text of an object, or null.
    static @Nullable String text(JsonNode object, String name) {
        JsonNode member = object.path(name);
        return member.isString() ? member.asString() : null;
    }

    static ObjectNode object(Map<String, String> members) {
        ObjectNode node = MAPPER.createObjectNode();
        members.forEach(node::put);
        return node;
    }
}
