package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.it.Tool.Result;

/// Clients that others wrote, against our broker, in every version and quality.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD) // each is a process or two
class RealClientsTest {

    private static final Map<String, String> MOSQUITTOS_NAMES =
            Map.of("3.1", "mqttv31", "3.1.1", "mqttv311", "5", "mqttv5");
    private static final int IMPORT_FAILED = 77;

    private Broker broker;
    private String host;
    private String port;

    @BeforeAll
    void start() {
        broker = Broker.start(BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).build());
        URI address = broker.addresses().get(0);
        host = address.getHost();
        port = Integer.toString(address.getPort());
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    static Stream<Arguments> versionsAndQualities() {
        return Stream.of("3.1", "3.1.1", "5")
                .flatMap(version -> Stream.of(0, 1, 2).map(qos -> Arguments.of(version, qos)));
    }

    @ParameterizedTest
    @MethodSource("versionsAndQualities")
    void mosquittosClientsTalk(String version, int qos) throws Exception {
        String topic = "mosquitto/%s/%d".formatted(version, qos);
        Process subscriber = sub(version, qos, topic, "-C", "3");
        try (BufferedReader lines = subscriber.inputReader()) {
            awaitSubscribed(lines);
            for (String text : List.of("first", "grün", "")) {
                Result result = pub(version, qos, topic, text);
                assertThat(result.status()).as(result.output()).isZero();
            }
            assertThat(heard(lines, 3)).containsExactly(
                    "heard %d %s first".formatted(qos, topic), "heard %d %s grün".formatted(qos, topic),
                    "heard %d %s ".formatted(qos, topic));
            assertThat(subscriber.waitFor()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("versionsAndQualities")
    void mosquittosSessionsGoOnAndRetainedMessagesWait(String version, int qos) throws Exception {
        String topic = "kept/%s/%d".formatted(version, qos);
        String[] session = version.equals("5")
                ? new String[]{"-c", "-i", topic, "-x", "600"}
                : new String[]{"-c", "-i", topic};
        Process first = sub(version, qos, topic, session);
        try (BufferedReader lines = first.inputReader()) {
            awaitSubscribed(lines);
            first.destroy();
            first.waitFor();
        }
        for (String text : List.of("one", "two")) {
            assertThat(pub(version, qos, topic, text).status()).isZero();
        }
        assertThat(pub(version, qos, topic, "kept", "-r").status()).isZero();
        // The kept message comes for the session, which waited for it, and once more for the subscription.
        int waiting = qos == 0 ? 0 : 3;
        List<String> more = new ArrayList<>(List.of(session));
        more.addAll(List.of("-C", Integer.toString(waiting + 1)));
        try (BufferedReader lines = sub(version, qos, topic, more.toArray(String[]::new)).inputReader()) {
            List<String> all = heard(lines, waiting + 1);
            assertThat(all.subList(0, waiting)).isEqualTo(
                    Stream.of("one", "two", "kept")
                            .limit(waiting)
                            .map(text -> "heard %d %s %s".formatted(qos, topic, text))
                            .toList());
            assertThat(all.get(waiting)).isEqualTo("heard %d %s kept".formatted(qos, topic));
        }
    }

    @Test
    void mosquittosWillIsPublishedWhenItIsKilled() throws Exception {
        Process watcher = sub("3.1.1", 1, "will/+", "-C", "1");
        try (BufferedReader lines = watcher.inputReader()) {
            awaitSubscribed(lines);
            Process dies =
                    sub("5", 1, "nothing", "--will-topic", "will/x", "--will-payload", "gone", "--will-qos", "1");
            awaitSubscribed(dies.inputReader());
            dies.destroyForcibly().waitFor();
            assertThat(heard(lines, 1)).containsExactly("heard 1 will/x gone");
        }
    }

    @ParameterizedTest
    @MethodSource("versionsAndQualities")
    void pahoForPythonTalks(String version, int qos) throws Exception {
        String python = Tool.required("python3", "python3-paho-mqtt");
        Result result = Tool.run(python, script("paho_client.py"), host, port, version, Integer.toString(qos));
        assumeTrue(
                result.status() != IMPORT_FAILED,
                "Paho for Python is not here; on Debian: apt-get install python3-paho-mqtt");
        assertThat(result.output()).endsWith("ok\n");
    }

    @ParameterizedTest
    @MethodSource("versionsAndQualities")
    void mqttJsTalks(String version, int qos) throws Exception {
        String node = Tool.required("node", "nodejs");
        String modules = System.getenv().getOrDefault("TIDINGS_NODE_MODULES", "target/npm/node_modules");
        Path library = Path.of(modules, "mqtt").toAbsolutePath();
        assumeTrue(Files.isDirectory(library), () -> "MQTT.js is not in " + modules + "; .ci/run puts it there");
        Result result = Tool.run(
                node, script("mqttjs_client.cjs"), library.toString(), host, port, version, Integer.toString(qos));
        assertThat(result.output()).endsWith("ok\n");
    }

    private Process sub(String version, int qos, String topic, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Tool.required("stdbuf", "coreutils"), "-oL", Tool.required("mosquitto_sub", "mosquitto-clients"), "-d",
                "-h", host, "-p", port, "-V",
                MOSQUITTOS_NAMES.get(version), "-q", Integer.toString(qos), "-t", topic, "-W", "40", "-F",
                "heard %q %t %p"));
        command.addAll(List.of(more));
        return Tool.start(command.toArray(String[]::new));
    }

    private Result pub(String version, int qos, String topic, String text, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Tool.required("mosquitto_pub", "mosquitto-clients"), "-h", host, "-p", port, "-V",
                MOSQUITTOS_NAMES.get(version), "-q", Integer.toString(qos), "-t", topic, "-m", text));
        command.addAll(List.of(more));
        return Tool.run(command.toArray(String[]::new));
    }

    private static void awaitSubscribed(BufferedReader lines) throws IOException {
        List<String> before = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("Subscribed")) {
                return;
            }
            before.add(line);
        }
        throw new AssertionError("Did not subscribe: " + before);
    }

    private static List<String> heard(BufferedReader lines, int count) throws IOException {
        List<String> heard = new ArrayList<>();
        while (heard.size() < count) {
            String line = lines.readLine();
            assertThat(line).as("after %s", heard).isNotNull();
            if (line.startsWith("heard ")) {
                heard.add(line);
            }
        }
        return heard;
    }

    private static String script(String name) throws Exception {
        return Path.of(RealClientsTest.class.getResource(name).toURI()).toString();
    }
}
