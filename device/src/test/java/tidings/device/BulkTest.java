package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Many devices in and out, and long histories out.
class BulkTest {

    @RegisterExtension
    static final TestServer server = new TestServer();

    @Test
    void makesAndChangesDevices() throws Exception {
        StringBuilder csv = new StringBuilder("name,type,label,place,limit\n");
        for (int i = 0; i < 200; i++) {
            csv.append("bulk-").append(i).append(",meter,\"L, ").append(i).append("\",cellar,0").append(i).append('\n');
        }
        csv.append(",meter,,,\n");
        JsonNode first = load(csv.toString(), false);
        assertThat(first.path("created").asInt()).isEqualTo(200);
        assertThat(first.path("errors").asInt()).isOne();
        assertThat(first.path("errorsList").get(0).asString()).startsWith("Row 202: ").contains("name");
        JsonNode device = server.get("/api/tenant/device?deviceName=bulk-7").json();
        assertThat(device.path("label").asString()).isEqualTo("L, 7");
        assertThat(device.path("type").asString()).isEqualTo("meter");
        JsonNode attributes = server.get("/api/plugins/telemetry/DEVICE/" + device.at("/id/id").asString()
                + "/values/attributes/SHARED_SCOPE?keys=place,limit").json();
        assertThat(attributes.get(0).path("value").asInt()).isEqualTo(7);
        assertThat(attributes.get(1).path("value").asString()).isEqualTo("cellar");
        assertThat(load(csv.toString(), false).path("errors").asInt()).isEqualTo(201);
        assertThat(load(csv.toString().replace("L, ", "M, "), true).path("updated").asInt()).isEqualTo(200);
        String exported = server.get("/api/devices/export?type=meter").body();
        assertThat(exported.lines()).hasSize(201).contains(exported.lines().findFirst().orElseThrow());
        assertThat(Csv.parse(exported, ',')).anySatisfy(row -> assertThat(row)
                .startsWith("bulk-7", "meter", "M, 7", "false"));
    }

    private static JsonNode load(String csv, boolean update) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("file", csv);
        ObjectNode mapping = body.putObject("mapping").put("delimiter", ",").put("header", true).put("update", update);
        var columns = mapping.putArray("columns");
        for (String type : List.of("NAME", "TYPE", "LABEL")) {
            columns.addObject().put("type", type);
        }
        columns.addObject().put("type", "SHARED_ATTRIBUTE").put("key", "place");
        columns.addObject().put("type", "SHARED_ATTRIBUTE").put("key", "limit");
        TestServer.Answer answer = server.post("/api/device/bulk_import", body.toString());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void streamsHistory() throws Exception {
        String device = server.createDevice().id();
        String path = "/api/plugins/telemetry/DEVICE/" + device;
        int points = 12_000;
        StringBuilder values = new StringBuilder("[");
        for (int i = 0; i < points; i++) {
            values.append(i == 0 ? "" : ",")
                    .append("{\"ts\":")
                    .append(i)
                    .append(",\"values\":{\"n\":")
                    .append(i)
                    .append("}}");
        }
        assertThat(server.post(path + "/timeseries/ANY", values.append("]").toString()).status()).isEqualTo(200);
        server.post(path + "/timeseries/ANY", "{\"ts\":5,\"values\":{\"t\":\"a,\\\"b\\\"\",\"j\":{\"x\":1}}}");
        String csv = server.get(path + "/values/timeseries/export").body();
        assertThat(csv.lines().count()).isEqualTo(points + 3L);
        assertThat(csv).startsWith("key,ts,time,value\n")
                .contains("n,11999,1970-01-01T00:00:11.999Z,11999\n")
                .contains("t,5,1970-01-01T00:00:00.005Z,\"a,\"\"b\"\"\"\n");
        String lines = server.get(path + "/values/timeseries/export?format=jsonl&keys=j,n&startTs=5&endTs=7").body();
        assertThat(lines)
                .isEqualTo("{\"key\":\"j\",\"ts\":5,\"value\":{\"x\":1}}\n{\"key\":\"n\",\"ts\":5,\"value\":5}\n"
                        + "{\"key\":\"n\",\"ts\":6,\"value\":6}\n");
        assertThat(server.get(path + "/values/timeseries/export?format=xls").status()).isEqualTo(400);
    }

    @Test
    void readsWhatSpreadsheetsWrite() {
        assertThat(Csv.parse("\uFEFFa;b\r\n\"1;2\";\" x\ny \"\"z\"\"\"\r\n\r\n;\n", ';')).containsExactly(
                List.of("a", "b"), List.of("1;2", " x\ny \"z\""), List.of("", ""));
        assertThat(Csv.line(List.of("a", "b,c", "d\"e", " f"))).isEqualTo("a,\"b,c\",\"d\"\"e\",\" f\"\n");
    }
}
