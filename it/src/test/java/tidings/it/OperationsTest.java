package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.client.MqttClient;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.Qos;
import tidings.testkit.Await;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What operators do with the servers as processes: watch them, configure them, have them read their files again.
class OperationsTest {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Path DEPLOY = Path.of("..", "deploy");
    private static final Pattern METRIC =
            Pattern.compile("\\b(?:mqtt|device|storage|http|jvm|process|system)_[a-z0-9_]+");
    private static final Pattern EXPRESSION = Pattern.compile("(?m)\"expr\": \"(.*)\"|^ +expr: (.*)$");

    @TempDir
    private Path folder;

    @Test
    void dashboardAndAlertsAskOnlyForWhatThereIs() throws Exception {
        try (ServerProcess server = ServerProcess.serve(folder.resolve("data"));
                MqttClient client = device(server, "watched")) {
            get(server, "/health/ready", "");
            String page = get(server, "/metrics", "").body();
            Set<String> names = page.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.replaceFirst("[{ ].*", ""))
                    .collect(Collectors.toSet());
            Set<String> asked = new TreeSet<>();
            for (Path file : List.of(
                    DEPLOY.resolve("grafana/tidings.json"), DEPLOY.resolve("prometheus/alerts.yml"))) {
                asked.addAll(metrics(Files.readString(file)));
            }
            assertThat(asked).hasSizeGreaterThan(25);
            assertThat(names).containsAll(asked);
            assertThat(client.state()).isNotNull();
        }
    }

    @Test
    void theDashboardIsJson() throws IOException {
        JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DEPLOY.resolve("grafana/tidings.json")));
        assertThat(dashboard.path("panels").size()).isGreaterThan(15);
    }

    @Test
    void onlyAdministratorsOfAServerManageItsBroker() throws Exception {
        try (ServerProcess server = ServerProcess.serve(folder.resolve("data"));
                MqttClient client = device(server, "managed")) {
            assertThat(get(server, "/api/broker/clients", "").statusCode()).isEqualTo(401);
            JsonNode clients = Rest.login(server).get("/api/broker/clients?search=managed");
            assertThat(clients.path("data").path(0).path("connected").asBoolean()).isTrue();
            assertThat(clients.path("data").path(0).path("mounted").asBoolean()).isTrue();
            assertThat(clients.toString()).doesNotContain("token-of");
            assertThat(client.state()).isNotNull();
        }
    }

    @Test
    void aBrokerIsManagedByWhoeverHasItsToken() throws Exception {
        try (ServerProcess broker = ServerProcess.broker("--http", "0")) {
            String token = broker.log()
                    .stream()
                    .filter(line -> line.startsWith("  token"))
                    .map(line -> line.strip().split(" +")[1])
                    .findFirst()
                    .orElseThrow();
            assertThat(broker.http().getHost()).isEqualTo("127.0.0.1");
            assertThat(get(broker, "/api/broker", "").statusCode()).isEqualTo(401);
            HttpResponse<String> overview = get(broker, "/api/broker", token);
            assertThat(overview.statusCode()).isEqualTo(200);
            assertThat(overview.body()).contains("\"connections\":0");
            assertThat(get(broker, "/api/broker/configuration", token).body()).contains("\"http\":\"0\"");
            assertThat(get(broker, "/health/live", "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aBrokerStartsFromAMosquittoConf() throws Exception {
        Path conf = Files.writeString(folder.resolve("mosquitto.conf"), """
                # as people have them
                listener 0 127.0.0.1
                allow_anonymous true
                max_queued_messages 50
                queue_qos0_messages true
                """);
        try (ServerProcess broker = ServerProcess.start("broker", "--mosquitto-conf", conf.toString());
                MqttClient client = client(broker, "from-conf")) {
            client.blocking().publish(Message.of("a", "b").withQos(Qos.AT_LEAST_ONCE));
            assertThat(broker.log()).anyMatch(line -> line.contains("ignored: queue_qos0_messages"));
        }
    }

    @Test
    void whatHasChangedHoldsAfterAHangUp() throws Exception {
        Path file = Files.writeString(
                folder.resolve("tidings.yaml"), "allow-anonymous: true\nmax-packet-size: 1KiB\nsys-interval: 10s\n");
        try (ServerProcess broker = ServerProcess.broker("--config", file.toString())) {
            assertThat(maximumPacketSize(broker)).isEqualTo(1_024);
            Files.writeString(file, "allow-anonymous: true\nmax-packet-size: 2KiB\nsys-interval: 20s\n");
            broker.hangUp();
            Await.until("it has been read again", () -> logs(broker, "Everything that can be has been read again"));
            assertThat(maximumPacketSize(broker)).isEqualTo(2_048);
            assertThat(broker.log()).anyMatch(line -> line.contains("max-packet-size is now 2KiB"))
                    .anyMatch(line -> line.contains("sys-interval has changed, which takes effect when"));
            Files.writeString(file, "max-packet-size: 4KiB\nmax-packt-size: 1\n");
            broker.hangUp();
            Await.until("it is refused", () -> logs(broker, "line 2: there is no setting 'max-packt-size'"));
            assertThat(maximumPacketSize(broker)).isEqualTo(2_048);
        }
    }

    @Test
    void linesOfTheLogAreObjectsWhereThatIsWanted() throws Exception {
        try (ServerProcess broker = ServerProcess.broker("--log-format", "json", "--log-level", "debug",
                "--allow-anonymous"); MqttClient client = client(broker, "logged \"so\"")) {
            Await.until("it is logged", () -> broker.log()
                    .stream()
                    .anyMatch(line -> line.startsWith("{")
                            && JsonMapper.shared().readTree(line).path("client").asString("").startsWith("logged ")));
            assertThat(client.state()).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "config check broker --allow-anonymous            | 0 | The configuration is good: 1 settings",
        "config check --listen mqtt://127.0.0.1:0         | 0 | The configuration is good: 1 settings",
        "config check broker --passwords /no/such/file    | 1 | (--passwords)",
        "config check broker --acl /no/such/file          | 1 | /no/such/file",
        "config check broker --no-such-option             | 2 | --no-such-option",
        "config check broker --mosquitto-conf /no/such    | 1 | (--mosquitto-conf)",
        "config show broker --max-keepalive 5s --origin   | 0 | max-keepalive: '5s'   # command line",
        "config show broker --http-token abcdefghijklmnop | 0 | http-token: '***'",
        "config                                           | 2 | 'check' or 'show' is missing",
    })
    void aConfigurationIsCheckedAndShownWithoutAStart(String command, int status, String words) throws Exception {
        Tool.Result result = Tidings.run(command.split(" "));
        assertThat(result.status()).as(result.output()).isEqualTo(status);
        assertThat(result.output()).contains(words).doesNotContain("abcdefghijklmnop", "\tat ");
    }

    private static Set<String> metrics(String text) {
        return EXPRESSION.matcher(text)
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .flatMap(expression -> METRIC.matcher(expression).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    private static boolean logs(ServerProcess server, String words) {
        return server.log().stream().anyMatch(line -> line.contains(words));
    }

    private static long maximumPacketSize(ServerProcess broker) {
        try (MqttClient client = MqttClient.of("mqtt://127.0.0.1:" + broker.mqttPort())) {
            return client.blocking()
                    .connect()
                    .properties()
                    .get(Property.MAXIMUM_PACKET_SIZE, 0L);
        }
    }

    /// A device that is in, under its name.
    private static MqttClient device(ServerProcess server, String name) {
        Rest.login(server).createDevice(name, "token-of-" + name);
        MqttClient client = MqttClient.builder()
                .server("mqtt://127.0.0.1:" + server.mqttPort())
                .clientId(name)
                .credentials("token-of-" + name, "")
                .build();
        client.blocking().connect();
        return client;
    }

    private static MqttClient client(ServerProcess server, String id) {
        MqttClient client = MqttClient.builder()
                .server("mqtt://127.0.0.1:" + server.mqttPort())
                .clientId(id)
                .reconnect(again -> again.off())
                .build();
        client.blocking().connect();
        return client;
    }

    private static HttpResponse<String> get(ServerProcess server, String path, String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.http() + path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
