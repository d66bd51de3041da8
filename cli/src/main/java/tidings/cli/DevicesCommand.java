package tidings.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `tidings devices ...`: what is done with devices every day, over REST.
@Command(name = "devices", description = "Lists, makes and asks devices of a server, over REST.", synopsisSubcommandLabel = "COMMAND", subcommands = DeviceImport.class, footer = {
    "", "Devices are named by their names. With --json, what the server answers is printed as it is.",
    "tidings devices COMMAND --help tells more."})
final class DevicesCommand {

    private static final int PAGE = 500;
    private static final String TELEMETRY = "/api/plugins/telemetry/DEVICE/";

    private final PrintStream out = System.out;

    @Command(name = "list", description = "Lists devices.")
    int list(
            @Mixin RestOptions server,
            @Option(names = "--search", paramLabel = "TEXT", defaultValue = "", description = "What the name contains.") String search,
            @Option(names = "--type", paramLabel = "TYPE", defaultValue = "", description = "The name of their profile.") String type,
            @Option(names = "--active", arity = "1", paramLabel = "true|false", description = "Whether they are active.") @Nullable Boolean active,
            @Option(names = "--json", description = "Print JSON, a line for each device.") boolean json) {
        RestClient rest = server.connect();
        TablePrinter table = new TablePrinter("NAME", "TYPE", "ACTIVE", "CUSTOMER", "LABEL", "ID");
        boolean more = true;
        for (int page = 0; more; page++) {
            JsonNode answer = rest.get("/api/tenant/deviceInfos?pageSize=" + PAGE + "&page=" + page + "&textSearch="
                    + RestClient.encode(search) + "&type=" + RestClient.encode(type)
                    + (active == null ? "" : "&active=" + active) + "&sortProperty=name&sortOrder=ASC");
            answer.path("data").forEach(device -> {
                if (json) {
                    out.println(device);
                } else {
                    table.row(text(device, "name"), text(device, "type"),
                            device.path("active").asBoolean(false) ? "yes" : "no", text(device, "customerTitle"),
                            text(device, "label"), id(device));
                }
            });
            more = answer.path("hasNext").asBoolean(false);
        }
        if (!json) {
            table.print(out);
        }
        return ExitStatus.OK;
    }

    @Command(name = "create", description = "Makes a device, and prints its token.")
    int create(
            @Mixin RestOptions server,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--type", paramLabel = "TYPE", description = "The name of its profile, made where it is new.") @Nullable String type,
            @Option(names = "--label", paramLabel = "TEXT") @Nullable String label,
            @Option(names = "--gateway", description = "It speaks for others.") boolean gateway,
            @Option(names = "--token", paramLabel = "TOKEN", description = "Its access token; made up by default.") @Nullable String token,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        RestClient rest = server.connect();
        ObjectNode body = RestClient.JSON.createObjectNode().put("name", name).put("type", type).put("label", label);
        if (gateway) {
            body.putObject("additionalInfo").put("gateway", true);
        }
        JsonNode device = rest.post(
                "/api/device" + (token == null ? "" : "?accessToken=" + RestClient.encode(token)), body);
        out.println(json ? device.toString() : text(credentials(rest, id(device)), "credentialsId"));
        return ExitStatus.OK;
    }

    @Command(name = "delete", description = "Deletes devices, with all that they have reported.")
    int delete(@Mixin RestOptions server, @Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        RestClient rest = server.connect();
        names.forEach(name -> rest.delete("/api/device/" + id(find(rest, name))));
        return ExitStatus.OK;
    }

    @Command(name = "token", description = "Prints the access token of a device, or gives it another.")
    int token(
            @Mixin RestOptions server,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--set", paramLabel = "TOKEN", description = "The new one; the device's connections end.") @Nullable String token) {
        RestClient rest = server.connect();
        JsonNode credentials = credentials(rest, id(find(rest, name)));
        if (token != null && credentials instanceof ObjectNode changed) {
            changed.put("credentialsType", "ACCESS_TOKEN").put("credentialsId", token).putNull("credentialsValue");
            credentials = rest.post("/api/device/credentials", changed);
        }
        String type = text(credentials, "credentialsType");
        if (!type.equals("ACCESS_TOKEN")) {
            throw new CommandException(ExitStatus.FAILED, name + " has no token but " + type);
        }
        out.println(text(credentials, "credentialsId"));
        return ExitStatus.OK;
    }

    @Command(name = "attributes", description = "Prints attributes of a device, or writes some: KEY=VALUE.")
    int attributes(
            @Mixin RestOptions server,
            @Parameters(index = "0", paramLabel = "NAME") String name,
            @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "To write; JSON, or else a text.") @Nullable List<String> values,
            @Option(names = "--scope", paramLabel = "SCOPE", defaultValue = "", description = "client, shared or server; for writing shared by default.") String scope,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        RestClient rest = server.connect();
        String path = TELEMETRY + id(find(rest, name));
        if (values != null) {
            ObjectNode body = RestClient.JSON.createObjectNode();
            values.forEach(value -> put(body, value));
            rest.post(path + "/attributes/" + (scope.isEmpty() ? "SHARED_SCOPE" : scopeName(scope)), body);
            return ExitStatus.OK;
        }
        JsonNode all = rest.get(path + "/values/attributes" + (scope.isEmpty() ? "" : "/" + scopeName(scope)));
        if (json) {
            out.println(all);
            return ExitStatus.OK;
        }
        TablePrinter table = new TablePrinter("KEY", "VALUE", "SINCE");
        all.forEach(one -> table.row(text(one, "key"), plain(one.path("value")), time(one.path("lastUpdateTs"))));
        table.print(out);
        return ExitStatus.OK;
    }

    @Command(name = "telemetry", description = "Prints the latest values of a device, or its history.")
    int telemetry(
            @Mixin RestOptions server,
            @Parameters(index = "0", paramLabel = "NAME") String name,
            @Parameters(index = "1..*", paramLabel = "KEY", description = "All by default.") @Nullable List<String> keys,
            @Option(names = "--from", paramLabel = "TIME", description = "History from a time on, such as 2026-11-25T00:00:00Z.") @Nullable Instant from,
            @Option(names = "--to", paramLabel = "TIME", description = "Until a time.") @Nullable Instant to,
            @Option(names = "--json", description = "Print JSON, a line for each value of a history.") boolean json)
            throws IOException {
        RestClient rest = server.connect();
        String path = TELEMETRY + id(find(rest, name)) + "/values/timeseries";
        String which = keys == null ? "" : "&keys=" + RestClient.encode(String.join(",", keys));
        if (from != null || to != null) {
            String range = (from == null ? "" : "&startTs=" + from.toEpochMilli())
                    + (to == null ? "" : "&endTs=" + to.toEpochMilli());
            return copy(rest.open("GET", path + "/export?format=" + (json ? "jsonl" : "csv") + range + which), null);
        }
        JsonNode latest = rest.get(path + "?useStrictDataTypes=true" + which);
        if (json) {
            out.println(latest);
            return ExitStatus.OK;
        }
        TablePrinter table = new TablePrinter("KEY", "VALUE", "TIME");
        latest.properties()
                .forEach(key -> table.row(
                        key.getKey(), plain(key.getValue().at("/0/value")), time(key.getValue().at("/0/ts"))));
        table.print(out);
        return ExitStatus.OK;
    }

    @Command(name = "rpc", description = "Asks a device something, and prints its answer.")
    int rpc(
            @Mixin RestOptions server,
            @Parameters(index = "0", paramLabel = "NAME") String name,
            @Parameters(index = "1", paramLabel = "METHOD") String method,
            @Parameters(index = "2", paramLabel = "PARAMS", arity = "0..1", defaultValue = "{}", description = "JSON, or else a text.") String params,
            @Option(names = "--one-way", description = "Do not wait for an answer.") boolean oneWay,
            @Option(names = "--timeout", paramLabel = "MS", defaultValue = "10000", description = "Milliseconds; 10000 by default.") long timeout,
            @Option(names = "--persistent", description = "Keep it until the device takes it; prints its id.") boolean persistent) {
        RestClient rest = server.connect();
        ObjectNode body = RestClient.JSON.createObjectNode().put("method", method).put("timeout", timeout);
        body.set("params", jsonOrText(params));
        body.put("persistent", persistent);
        JsonNode answer =
                rest.post("/api/rpc/" + (oneWay ? "oneway/" : "twoway/") + id(find(rest, name)), body);
        if (persistent) {
            out.println(text(answer, "rpcId"));
        } else if (!oneWay) {
            out.println(answer);
        }
        return ExitStatus.OK;
    }

    @Command(name = "firmware", description = "Assigns firmware to a device, and uploads it before if there is a file.")
    int firmware(
            @Mixin RestOptions server,
            @Parameters(index = "0", paramLabel = "NAME") String name,
            @Parameters(index = "1", paramLabel = "TITLE") String title,
            @Parameters(index = "2", paramLabel = "VERSION") String version,
            @Option(names = "--file", paramLabel = "FILE", description = "Make the package from this file.") @Nullable Path file) {
        RestClient rest = server.connect();
        JsonNode ota = file == null ? Firmware.find(rest, title, version) : Firmware.upload(rest, title, version, file);
        if (find(rest, name) instanceof ObjectNode device) {
            device.set("firmwareId", ota.path("id"));
            rest.post("/api/device", device);
        }
        return ExitStatus.OK;
    }

    @Command(name = "claim", description = "Claims a device that offers itself; for users of customers.")
    int claim(
            @Mixin RestOptions server,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--secret", paramLabel = "SECRET", defaultValue = "", description = "The device's secret.") String secret) {
        server.connect()
                .post("/api/customer/device/" + RestClient.encode(name) + "/claim",
                        RestClient.JSON.createObjectNode().put("secretKey", secret));
        return ExitStatus.OK;
    }

    @Command(name = "export", description = "Writes all devices as CSV, with their tokens, as import reads it.")
    int export(
            @Mixin RestOptions server,
            @Parameters(paramLabel = "FILE", arity = "0..1", description = "The output by default.") @Nullable Path file)
            throws IOException {
        return copy(server.connect().open("GET", "/api/devices/export"), file);
    }

    private int copy(InputStream from, @Nullable Path to) throws IOException {
        try (from) {
            if (to == null) {
                from.transferTo(out);
                out.flush();
            } else {
                Files.copy(from, to);
            }
        }
        return ExitStatus.OK;
    }

    private static JsonNode find(RestClient rest, String name) {
        return rest.get("/api/tenant/device?deviceName=" + RestClient.encode(name));
    }

    private static JsonNode credentials(RestClient rest, String device) {
        return rest.get("/api/device/" + device + "/credentials");
    }

    private static String id(JsonNode entity) {
        return entity.at("/id/id").asString("");
    }

    private static String text(JsonNode object, String member) {
        return object.path(member).asString("");
    }

    private static String plain(JsonNode value) {
        return value.isString() ? value.asString() : value.toString();
    }

    private static String time(JsonNode millis) {
        return millis.isIntegralNumber() ? Instant.ofEpochMilli(millis.asLong()).toString() : "";
    }

    private static String scopeName(String scope) {
        String name = scope.toUpperCase(Locale.ROOT);
        if (!List.of("CLIENT", "SHARED", "SERVER").contains(name)) {
            throw new CommandException(ExitStatus.FAILED, "--scope is client, shared or server, not " + scope);
        }
        return name + "_SCOPE";
    }

    private static void put(ObjectNode body, String pair) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
            throw new CommandException(ExitStatus.FAILED, "An attribute is KEY=VALUE, not " + pair);
        }
        body.set(pair.substring(0, equals), jsonOrText(pair.substring(equals + 1)));
    }

    private static JsonNode jsonOrText(String text) {
        try {
            return RestClient.JSON.readTree(text);
        } catch (JacksonException plain) {
            return RestClient.JSON.getNodeFactory().stringNode(text);
        }
    }
}
