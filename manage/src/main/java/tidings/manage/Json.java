package tidings.manage;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads requests and writes answers.
final class Json {

    static final JsonMapper MAPPER = JsonMapper.shared();

    private Json() {}

    static void send(Context context, JsonNode node) {
        context.contentType("application/json").result(MAPPER.writeValueAsBytes(node));
    }

    /// The object in the body of a request.
    static ObjectNode object(Context context) {
        try {
            if (MAPPER.readTree(context.bodyAsBytes()) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException wrong) {
            throw new BadRequestResponse("The body is no JSON: " + wrong.getOriginalMessage());
        }
        throw new BadRequestResponse("The body is to be a JSON object");
    }

    /// A parameter of the query that must be there.
    static String needed(Context context, String name) {
        String value = context.queryParam(name);
        if (value == null || value.isEmpty()) {
            throw new BadRequestResponse("The parameter '" + name + "' is missing");
        }
        return value;
    }

    /// A parameter of the query, or an empty text.
    static String text(Context context, String name) {
        String value = context.queryParam(name);
        return value == null ? "" : value;
    }

    static long number(Context context, String name, long otherwise) {
        String value = text(context, name);
        try {
            return value.isEmpty() ? otherwise : Long.parseLong(value);
        } catch (NumberFormatException wrong) {
            throw new BadRequestResponse("The parameter '" + name + "' is a number, not '" + value + "'");
        }
    }

    /// A parameter that is `true`, `false`, or missing.
    static @Nullable Boolean flag(Context context, String name) {
        return switch (text(context, name)) {
            case "" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadRequestResponse("The parameter '" + name + "' is true or false");
        };
    }
}
