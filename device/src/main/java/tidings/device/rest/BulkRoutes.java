package tidings.device.rest;

import io.javalin.http.Context;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import tidings.device.Csv;
import tidings.device.core.Devices;
import tidings.device.core.Proof;
import tidings.device.core.Refusal;
import tidings.device.core.Services;
import tidings.device.json.BadPayloadException;
import tidings.device.json.Json;
import tidings.device.json.Readings;
import tidings.device.rest.Api.Access;
import tidings.device.store.Credentials;
import tidings.device.store.Device;
import tidings.device.store.DeviceTable;
import tidings.device.store.Page;
import tidings.device.store.Scope;
import tidings.device.store.TooManyKeysException;
import tidings.mqtt.Bytes;
import tidings.storage.StorageException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Many devices at once, as CSV: in ThingsBoard's form of import, and out in a form that goes in again.
final class BulkRoutes {

    private static final int TOGETHER = 64; // so that many share a commit
    private static final int MOST_ERRORS = 100;
    private static final int AT_ONCE = 500;
    private static final List<String> COLUMNS =
            List.of("name", "type", "label", "gateway", "description", "accessToken", "id");

    private final Services services;
    private final Devices devices;

    BulkRoutes(Services services) {
        this.services = services;
        this.devices = services.devices();
    }

    void addTo(Api api) {
        Api.Area area = api.area("Devices");
        area.post("/api/device/bulk_import", Access.OPERATOR,
                "Makes and changes devices, a row of CSV each. Types of columns are NAME, TYPE, LABEL, IS_GATEWAY, "
                        + "DESCRIPTION, ACCESS_TOKEN, MQTT_CLIENT_ID, MQTT_USER_NAME, MQTT_PASSWORD, X509, "
                        + "SHARED_ATTRIBUTE, SERVER_ATTRIBUTE and TIMESERIES; the last three have a key.",
                this::load)
                .takes("BulkImport")
                .answers("BulkImported")
                .audited("DEVICE BULK_IMPORT");
        area.get("/api/devices/export", Access.OPERATOR, "All devices as CSV, with their tokens.", this::export)
                .query("type", "The name of their profile.")
                .answers("Text", "text/csv");
    }

    private record Column(String type, @Nullable String key) {}

    private void load(Context context) {
        ObjectNode body = Answers.object(context);
        JsonNode mapping = body.path("mapping");
        List<Column> columns = columns(mapping.path("columns"));
        String delimiter = mapping.path("delimiter").asString(",");
        List<List<String>> rows = rows(Answers.text(body, "file"), delimiter);
        boolean header = mapping.path("header").asBoolean(true);
        boolean update = mapping.path("update").asBoolean(false);
        List<List<String>> data = header && !rows.isEmpty() ? rows.subList(1, rows.size()) : rows;
        int first = header ? 2 : 1;
        Outcomes outcomes = new Outcomes();
        Semaphore room = new Semaphore(TOGETHER);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < data.size(); i++) {
                List<String> row = data.get(i);
                int number = first + i;
                room.acquireUninterruptibly();
                threads.execute(() -> {
                    try {
                        outcomes.add(number, load(columns, row, update));
                    } finally {
                        room.release();
                    }
                });
            }
        }
        Answers.json(context, outcomes.shape());
    }

    private static List<List<String>> rows(@Nullable String file, String delimiter) {
        if (file == null || delimiter.length() != 1) {
            throw Refusal.badRequest("'file' is the text of the CSV, and 'delimiter' one character");
        }
        try {
            return Csv.parse(file, delimiter.charAt(0));
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static List<Column> columns(JsonNode list) {
        List<Column> columns = new ArrayList<>();
        list.forEach(column -> columns.add(new Column(column.path("type").asString(""), Answers.text(column, "key"))));
        if (columns.stream().noneMatch(column -> column.type().equals("NAME"))) {
            throw Refusal.badRequest("'mapping.columns' names the type of each column, and one is NAME");
        }
        return columns;
    }

    /// What became of a row: null for made, empty for changed, else what is wrong.
    private @Nullable String load(List<Column> columns, List<String> row, boolean update) {
        try {
            Map<String, String> values = new TreeMap<>();
            for (int i = 0; i < Math.min(columns.size(), row.size()); i++) {
                if (columns.get(i).key() == null) {
                    values.put(columns.get(i).type(), row.get(i));
                }
            }
            String name = values.getOrDefault("NAME", "");
            Device before = services.store()
                    .database()
                    .query(on -> Optional.ofNullable(DeviceTable.byName(on, name)))
                    .orElse(null);
            if (before != null && !update) {
                return "Device with such name already exists!";
            }
            Device device = before == null ? create(values) : change(before, values);
            services.packages().announceTo(device);
            load(device, columns, row);
            return before == null ? null : "";
        } catch (Refusal | BadPayloadException | StorageException | TooManyKeysException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private Device create(Map<String, String> values) {
        boolean gateway = isTrue(values.get("IS_GATEWAY"));
        return devices.create(new Devices.Draft(
                values.getOrDefault("NAME", ""), values.get("TYPE"), null, emptyToNull(values.get("LABEL")), null, null,
                null, gateway, info(Json.object(), values), null), proof(values));
    }

    private Device change(Device before, Map<String, String> values) {
        JsonNode known = Shapes.json(before.additionalInfo());
        String type = emptyToNull(values.get("TYPE"));
        boolean gateway = values.containsKey("IS_GATEWAY") ? isTrue(values.get("IS_GATEWAY")) : before.gateway();
        Device after = devices.update(before.id(), new Devices.Draft(
                before.name(), type, type == null ? before.profile() : null,
                values.containsKey("LABEL") ? emptyToNull(values.get("LABEL")) : before.label(), before.customer(),
                before.firmware(), before.software(), gateway,
                info(known instanceof ObjectNode object ? object : Json.object(), values), null));
        Proof proof = proof(values);
        if (proof != null && !proof.credentialsId().equals(devices.credentials(before.no()).credentialsId())) {
            devices.changeCredentials(before.id(), proof, null);
        }
        return after;
    }

    private static @Nullable Proof proof(Map<String, String> values) {
        String token = emptyToNull(values.get("ACCESS_TOKEN"));
        String certificate = emptyToNull(values.get("X509"));
        String client = emptyToNull(values.get("MQTT_CLIENT_ID"));
        String user = emptyToNull(values.get("MQTT_USER_NAME"));
        if (token != null) {
            return Proof.token(token);
        }
        if (certificate != null) {
            return Proof.certificate(certificate);
        }
        return client == null && user == null
                ? null
                : Proof.basic(client, user, emptyToNull(values.get("MQTT_PASSWORD")));
    }

    private static @Nullable String info(ObjectNode info, Map<String, String> values) {
        if (values.containsKey("IS_GATEWAY")) {
            info.put("gateway", isTrue(values.get("IS_GATEWAY")));
        }
        if (emptyToNull(values.get("DESCRIPTION")) != null) {
            info.put("description", values.get("DESCRIPTION"));
        }
        return info.isEmpty() ? null : Json.text(info);
    }

    private void load(Device device, List<Column> columns, List<String> row) {
        for (String type : List.of("SHARED_ATTRIBUTE", "SERVER_ATTRIBUTE", "TIMESERIES")) {
            ObjectNode all = Json.object();
            for (int i = 0; i < Math.min(columns.size(), row.size()); i++) {
                String key = columns.get(i).key();
                if (columns.get(i).type().equals(type) && key != null && !row.get(i).isEmpty()) {
                    all.set(key, value(row.get(i)));
                }
            }
            if (all.isEmpty()) {
                continue;
            }
            Bytes payload = Bytes.utf8(Json.text(all));
            long now = services.clock().millis();
            if (type.equals("TIMESERIES")) {
                services.store().telemetry().store(device.no(), services.payloads().telemetry(payload, now));
            } else {
                Readings readings = services.payloads().attributes(payload, now);
                services.attributes()
                        .write(device.no(), type.startsWith("SHARED") ? Scope.SHARED : Scope.SERVER, readings);
            }
        }
    }

    /// A number or a boolean where it looks like one.
    private static JsonNode value(String text) {
        return text.matches("-?\\d{1,18}(\\.\\d{1,18})?|true|false")
                ? Json.MAPPER.readTree(text.replaceFirst("^(-?)0+(?=\\d)", "$1"))
                : Json.MAPPER.getNodeFactory().stringNode(text);
    }

    private void export(Context context) throws IOException {
        DeviceTable.Filter filter =
                new DeviceTable.Filter(Answers.parameter(context, "type"), null, null, null, null);
        context.contentType("text/csv;charset=UTF-8")
                .header("Content-Disposition", "attachment; filename=\"devices.csv\"");
        Writer out = new BufferedWriter(
                new OutputStreamWriter(context.outputStream(), StandardCharsets.UTF_8), 1 << 16);
        out.write(Csv.line(COLUMNS));
        for (int number = 0;; number++) {
            Page<Device> page = devices.page(filter, new Page.Query(AT_ONCE, number, "", "", false));
            for (Device device : page.elements()) {
                out.write(Csv.line(row(device)));
            }
            if (page.elements().size() < AT_ONCE) {
                out.flush();
                return;
            }
        }
    }

    private List<String> row(Device device) {
        Credentials credentials = devices.credentials(device.no());
        String token = credentials.type() == Credentials.Type.ACCESS_TOKEN ? credentials.credentialsId() : "";
        String description = Answers.text(Shapes.json(device.additionalInfo()), "description");
        return Arrays.asList(
                device.name(), device.type(), device.label() == null ? "" : device.label(),
                Boolean.toString(device.gateway()), description == null ? "" : description, token,
                device.id().toString());
    }

    private static boolean isTrue(@Nullable String text) {
        return "true".equalsIgnoreCase(text) || "1".equals(text);
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /// Counts rows. Any thread.
    private static final class Outcomes {
        private final TreeMap<Integer, String> errors = new TreeMap<>();
        private int made;
        private int changed;
        private int failed;

        synchronized void add(int row, @Nullable String outcome) {
            if (outcome == null) {
                made++;
            } else if (outcome.isEmpty()) {
                changed++;
            } else {
                failed++;
                errors.put(row, outcome);
                if (errors.size() > MOST_ERRORS) {
                    errors.pollLastEntry();
                }
            }
        }

        synchronized ObjectNode shape() {
            ObjectNode node = Json.object().put("created", made).put("updated", changed).put("errors", failed);
            ArrayNode list = node.putArray("errorsList");
            errors.forEach((row, error) -> list.add("Row " + row + ": " + error));
            return node;
        }
    }
}
