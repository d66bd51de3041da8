package tidings.device.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tidings.device.json.Json;
import tidings.device.rest.Api.Access;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the API is, in the form of OpenAPI 3.1: made of the calls that are served, and of an example of each shape
/// (`shapes.json`), which gives the schema too.
final class ApiDocument {

    private static final Pattern PATH_PARAMETER = Pattern.compile("\\{(\\w+)}");

    private final Api api;

    ApiDocument(Api api) {
        this.api = api;
    }

    void addTo(Api routes) {
        Api.Area area = routes.area("Documentation");
        for (String path : new String[]{"/v3/api-docs", "/openapi.json"}) {
            area.get(path, Access.OPEN, "This document, which /swagger-ui.html shows.",
                    context -> Answers.json(context, document()))
                    .answers("Document");
        }
    }

    private ObjectNode document() {
        ObjectNode document = Json.object().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Tidings")
                .put("version", "1")
                .put("description", "The device server over HTTP, in the paths and shapes that ThingsBoard's users "
                        + "know. Log in with POST /api/auth/login and send `X-Authorization: Bearer TOKEN`, or send "
                        + "`X-Authorization: ApiKey KEY`.");
        document.putArray("servers").addObject().put("url", "/");
        ObjectNode paths = document.putObject("paths");
        for (Api.Call call : api.calls()) {
            ObjectNode path =
                    paths.path(call.path()) instanceof ObjectNode known ? known : paths.putObject(call.path());
            path.set(call.method().toLowerCase(Locale.ROOT), operation(call));
        }
        ObjectNode components = document.putObject("components");
        ObjectNode schemas = components.putObject("schemas");
        shapes().properties()
                .forEach(shape -> schemas.set(shape.getKey(), schema(shape.getValue())
                        .set("example", shape.getValue())));
        ObjectNode schemes = components.putObject("securitySchemes");
        for (String scheme : new String[]{"Bearer", "ApiKey"}) {
            schemes.putObject(scheme)
                    .put("type", "apiKey")
                    .put("in", "header")
                    .put("name", "X-Authorization")
                    .put("description", "The text `" + scheme + "`, a space, and the "
                            + (scheme.equals("Bearer") ? "token of a login." : "key."));
        }
        return document;
    }

    private static ObjectNode operation(Api.Call call) {
        ObjectNode operation = Json.object();
        operation.putArray("tags").add(call.area());
        operation.put("summary", call.summary());
        operation.put("description", call.access().text());
        operation.put("operationId", call.method().toLowerCase(Locale.ROOT) + call.path().replaceAll("\\W+", "_"));
        boolean login = call.access() != Access.OPEN && call.access() != Access.DEVICE;
        ArrayNode security = operation.putArray("security");
        if (login) {
            security.addObject().putArray("Bearer");
            security.addObject().putArray("ApiKey");
        }
        ArrayNode parameters = operation.putArray("parameters");
        Matcher inPath = PATH_PARAMETER.matcher(call.path());
        while (inPath.find()) {
            parameter(parameters, inPath.group(1), "path", true);
        }
        call.parameters()
                .forEach(parameter -> parameter(parameters, parameter.name(), "query", parameter.required())
                        .put("description", parameter.text()));
        if (call.body() != null) {
            operation.putObject("requestBody").set("content", body(call.body()));
        }
        ObjectNode responses = operation.putObject("responses");
        answer(responses.putObject("200").put("description", "It is done."), call.answer());
        for (String status : login ? new String[]{"400", "401", "403", "404", "429"} : new String[]{"400", "401"}) {
            content(responses.putObject(status).put("description", reason(status)), "application/json",
                    reference("Error"));
        }
        return operation;
    }

    private static ObjectNode parameter(ArrayNode parameters, String name, String place, boolean required) {
        ObjectNode parameter = parameters.addObject().put("name", name).put("in", place).put("required", required);
        parameter.putObject("schema").put("type", "string");
        return parameter;
    }

    private static ObjectNode body(String shape) {
        if (!shape.equals(Api.FILE)) {
            return content(Json.object(), "application/json", reference(shape)).withObject("content");
        }
        ObjectNode form = Json.object().put("type", "object");
        form.putObject("properties").putObject("file").put("type", "string").put("format", "binary");
        return content(Json.object(), Api.FILE, form).withObject("content");
    }

    private static void answer(ObjectNode response, Api.Answer answer) {
        if (answer.shape() == null) {
            return;
        }
        ObjectNode one = reference(answer.shape());
        ObjectNode schema = switch (answer.many()) {
            case ONE -> one;
            case LIST -> listOf(one);
            case PAGE -> {
                ObjectNode page = Json.object().put("type", "object");
                ObjectNode members = page.putObject("properties");
                members.set("data", listOf(one));
                members.putObject("totalPages").put("type", "integer");
                members.putObject("totalElements").put("type", "integer");
                members.putObject("hasNext").put("type", "boolean");
                yield page;
            }
        };
        content(response, answer.mediaType(), schema);
    }

    private static ObjectNode listOf(ObjectNode element) {
        ObjectNode list = Json.object().put("type", "array");
        list.set("items", element);
        return list;
    }

    private static ObjectNode content(ObjectNode to, String mediaType, ObjectNode schema) {
        to.putObject("content").putObject(mediaType).set("schema", schema);
        return to;
    }

    private static ObjectNode reference(String shape) {
        return Json.object().put("$ref", "#/components/schemas/" + shape);
    }

    private static String reason(String status) {
        return switch (status) {
            case "400" -> "Something is wrong with the request; the message says what.";
            case "401" -> "No login, or its token is not good any more.";
            case "403" -> "Not allowed to this user.";
            case "404" -> "There is no such thing.";
            default -> "Too often.";
        };
    }

    /// What an example says of its kind.
    private static ObjectNode schema(JsonNode example) {
        ObjectNode schema = Json.object();
        switch (example.getNodeType()) {
            case OBJECT -> {
                ObjectNode members = schema.put("type", "object").putObject("properties");
                example.properties().forEach(member -> members.set(member.getKey(), schema(member.getValue())));
            }
            case ARRAY -> {
                schema.put("type", "array");
                schema.set("items", example.isEmpty() ? Json.object() : schema(example.get(0)));
            }
            case STRING -> schema.put("type", "string");
            case BOOLEAN -> schema.put("type", "boolean");
            case NUMBER -> schema.put("type", example.isIntegralNumber() ? "integer" : "number");
            default -> schema.put("description", "May be null.");
        }
        return schema;
    }

    /// An example of each shape.
    static ObjectNode shapes() {
        try (InputStream in = ApiDocument.class.getResourceAsStream("shapes.json")) {
            if (in != null && Json.MAPPER.readTree(in) instanceof ObjectNode shapes) {
                return shapes;
            }
            throw new IllegalStateException("shapes.json is missing");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
