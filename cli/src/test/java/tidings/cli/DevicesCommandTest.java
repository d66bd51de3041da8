package tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.device.DeviceConfig;
import tidings.device.DeviceServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `tidings devices ...` against a server, seen by what is there afterwards.
class DevicesCommandTest {

    @TempDir
    private Path folder;
    private DeviceServer server;
    private URI http;
    private RestClient rest;
    private String key;
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void start() {
        server = DeviceServer.open(DeviceConfig.builder()
                .data(folder.resolve("data"))
                .http("127.0.0.1:0")
                .admin("a@example.org")
                .adminPassword("correct horse")
                .build());
        http = server.startHttp();
        rest = RestClient.logIn(http, "a@example.org", "correct horse");
        key = rest.post("/api/apiKey", rest.get("/api/auth/user") instanceof ObjectNode user ? user : null)
                .path("value")
                .asString();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void makesChangesAndDeletesDevices() {
        assertThat(run("create", "c-1", "--type", "pump", "--token", "T-1")).as(err.toString()).isZero();
        assertThat(find("c-1").path("type").asString()).isEqualTo("pump");
        assertThat(run("token", "c-1", "--set", "T-2")).isZero();
        assertThat(run("attributes", "c-1", "interval=10", "place=cellar")).isZero();
        JsonNode shared = rest.get("/api/plugins/telemetry/DEVICE/" + find("c-1").at("/id/id").asString()
                + "/values/attributes/SHARED_SCOPE");
        assertThat(shared.at("/0/value").asInt()).isEqualTo(10);
        assertThat(shared.at("/1/value").asString()).isEqualTo("cellar");
        assertThat(run("list", "--search", "c-")).isZero();
        assertThat(run("telemetry", "c-1")).isZero();
        assertThat(run("delete", "c-1")).isZero();
        assertThat(run("token", "c-1")).isOne();
        assertThat(err.toString()).contains("Error: Device with name [c-1] is not found");
    }

    @Test
    void uploadsAndAssignsFirmware() throws Exception {
        run("create", "c-2");
        Path file = Files.write(folder.resolve("fw.bin"), new byte[]{1, 2, 3, 4});
        assertThat(run("firmware", "c-2", "fw", "1.0", "--file", file.toString())).as(err.toString()).isZero();
        String assigned = find("c-2").at("/firmwareId/id").asString();
        assertThat(rest.get("/api/otaPackage/" + assigned).path("dataSize").asInt()).isEqualTo(4);
        assertThat(run("firmware", "c-2", "fw", "9.9")).isOne();
        assertThat(err.toString()).contains("There is no package fw 9.9");
    }

    @Test
    void bringsDevicesOutAndIn() throws Exception {
        Path file = folder.resolve("devices.csv");
        StringBuilder csv = new StringBuilder("name,type,shared:place,colour\n");
        for (int i = 0; i < 450; i++) {
            csv.append("i-").append(i).append(",meter,cellar,red\n");
        }
        Files.writeString(file, csv);
        assertThat(run("import", file.toString())).as(err.toString()).isZero();
        assertThat(find("i-449").path("type").asString()).isEqualTo("meter");
        assertThat(run("import", file.toString())).isOne();
        assertThat(err.toString()).contains("row 2: Device with such name already exists!", "row 402: ");
        assertThat(run("import", file.toString(), "--update")).isZero();
        Path exported = folder.resolve("out.csv");
        assertThat(run("export", exported.toString())).isZero();
        assertThat(Files.readAllLines(exported)).hasSizeGreaterThan(450);
        assertThat(run("import", exported.toString(), "--update")).as(err.toString()).isZero();
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(run("attributes", "c-3", "novalue")).isOne();
        assertThat(
                Main.run(new PrintWriter(err, true), "devices", "list", "--server", "http://127.0.0.1:1", "--api-key",
                        "k"))
                .isEqualTo(4);
        assertThat(err.toString()).contains("No server answers at http://127.0.0.1:1");
        assertThat(Main.run(new PrintWriter(err, true), "devices", "list", "--server", http.toString(), "--api-key",
                "wrong")).isOne();
        assertThat(err.toString()).contains("401").contains("TIDINGS_API_KEY");
        assertThat(run("rpc", "My first device", "m", "{}", "--timeout", "1")).isOne();
    }

    @Test
    void bringsABackupBack() {
        Path file = folder.resolve("b.zip");
        Path restored = folder.resolve("restored");
        PrintWriter errors = new PrintWriter(err, true);
        assertThat(Main.run(errors, "backup", file.toString(), "--data", folder.resolve("data").toString())).isZero();
        assertThat(Main.run(errors, "restore", file.toString(), "--check")).as(err.toString()).isZero();
        assertThat(Main.run(errors, "restore", file.toString(), "--data", restored.toString())).isZero();
        assertThat(restored.resolve("devices.db")).exists();
        assertThat(Main.run(errors, "restore", file.toString(), "--data", restored.toString())).isOne();
        assertThat(err.toString()).contains("not empty");
        Path remote = folder.resolve("remote.zip");
        assertThat(Main.run(errors, "backup", remote.toString(), "--remote", "--server", http.toString(), "--api-key",
                key)).as(err.toString()).isZero();
        assertThat(Main.run(errors, "restore", remote.toString(), "--check")).isZero();
    }

    private JsonNode find(String name) {
        return rest.get("/api/tenant/device?deviceName=" + name);
    }

    private int run(String command, String... arguments) {
        String[] all = new String[arguments.length + 6];
        all[0] = "devices";
        all[1] = command;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        all[all.length - 4] = "--server";
        all[all.length - 3] = http.toString();
        all[all.length - 2] = "--api-key";
        all[all.length - 1] = key;
        return Main.run(new PrintWriter(err, true), all);
    }
}
