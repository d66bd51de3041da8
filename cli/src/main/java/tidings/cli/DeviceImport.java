package tidings.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tidings.device.Csv;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `tidings devices import FILE`: devices from CSV, some at a time, so that one sees how far it is.
@Command(name = "import", description = "Makes devices from CSV, a row each, below a heading of the columns' names.", footer = {
    "", "Columns are name, type, label, gateway, description, accessToken, and shared:KEY, server:KEY and",
    "telemetry:KEY; others are left out."})
final class DeviceImport implements Callable<Integer> {

    private static final int AT_ONCE = 100; // as many as a server names errors of
    private static final Map<String, String> TYPES = Map.of(
            "name", "NAME", "type", "TYPE", "label", "LABEL", "gateway", "IS_GATEWAY", "description", "DESCRIPTION",
            "accessToken", "ACCESS_TOKEN");
    private static final Map<String, String> KEYED = Map.of(
            "shared:", "SHARED_ATTRIBUTE", "server:", "SERVER_ATTRIBUTE", "telemetry:", "TIMESERIES");

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private final RestOptions server = new RestOptions();

    @Parameters(paramLabel = "FILE")
    private Path file = Path.of("devices.csv");

    @Option(names = "--update", description = "Change devices that are there already; else they are errors.")
    private boolean update;

    @Option(names = "--delimiter", paramLabel = "C", defaultValue = ",", description = "Between values; a comma by default.")
    private char delimiter = ',';

    @Override
    public Integer call() {
        List<List<String>> rows = read();
        ObjectNode mapping = mapping(rows.get(0));
        RestClient rest = server.connect();
        ProgressBar progress = new ProgressBar(command.commandLine().getErr(), rows.size() - 1);
        int created = 0;
        int updated = 0;
        int errors = 0;
        for (int from = 1; from < rows.size(); from += AT_ONCE) {
            int to = Math.min(rows.size(), from + AT_ONCE);
            StringBuilder part = new StringBuilder();
            rows.subList(from, to).forEach(row -> part.append(Csv.line(row)));
            ObjectNode body = RestClient.JSON.createObjectNode().put("file", part.toString());
            body.set("mapping", mapping);
            JsonNode outcome = rest.post("/api/device/bulk_import", body);
            created += outcome.path("created").asInt(0);
            updated += outcome.path("updated").asInt(0);
            errors += outcome.path("errors").asInt(0);
            int before = from - 1;
            outcome.path("errorsList").forEach(error -> progress.say(shifted(error.asString(""), before)));
            progress.at(to - 1);
        }
        progress.end();
        System.out.println(created + " created, " + updated + " updated, " + errors + " errors");
        return errors == 0 ? ExitStatus.OK : ExitStatus.FAILED;
    }

    private List<List<String>> read() {
        try {
            List<List<String>> rows = Csv.parse(Files.readString(file), delimiter);
            if (rows.isEmpty()) {
                throw new CommandException(ExitStatus.FAILED, file + " is empty: its first row names the columns");
            }
            return rows;
        } catch (IOException e) {
            throw CommandException.unreadable(file, "FILE", e);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitStatus.FAILED, file + ": " + e.getMessage());
        }
    }

    private ObjectNode mapping(List<String> heading) {
        if (!heading.contains("name")) {
            throw new CommandException(
                    ExitStatus.FAILED, file + ": the first row names the columns, and one is 'name'");
        }
        ObjectNode mapping = RestClient.JSON.createObjectNode().put("delimiter", ",").put("header", false);
        mapping.put("update", update);
        ArrayNode columns = mapping.putArray("columns");
        for (String name : heading) {
            ObjectNode column = columns.addObject().put("type", TYPES.getOrDefault(name, "IGNORED"));
            KEYED.forEach((prefix, type) -> {
                if (name.startsWith(prefix)) {
                    column.put("type", type).put("key", name.substring(prefix.length()));
                }
            });
        }
        return mapping;
    }

    /// The row in the file, of one in a part of it.
    private static String shifted(String error, int before) {
        int colon = error.indexOf(':');
        if (!error.matches("(?s)Row \\d+:.*")) {
            return error;
        }
        int row = Integer.parseInt(error.substring("Row ".length(), colon)) + before + 1;
        return "row " + row + error.substring(colon);
    }
}
