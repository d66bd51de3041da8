package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.it.Tool.Result;

/// The broker with the clients that people have: mosquitto's and Paho's for Python.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealClientsTest {

    private ServerProcess broker;

    @BeforeAll
    void start() {
        broker = ServerProcess.broker("--allow-anonymous");
    }

    @AfterAll
    void stop() throws InterruptedException {
        assertThat(broker.stop()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "mqttv31, 0", "mqttv31, 1", "mqttv31, 2",
        "mqttv311, 0", "mqttv311, 1", "mqttv311, 2",
        "mqttv5, 0", "mqttv5, 1", "mqttv5, 2",
    })
    void mosquittosToolsHearEachOther(String version, String qos) throws Exception {
        String sub = Tool.required("mosquitto_sub", "mosquitto-clients");
        String pub = Tool.required("mosquitto_pub", "mosquitto-clients");
        String port = Integer.toString(broker.mqttPort());
        String topic = "mosquitto/" + version + "/" + qos;
        Process subscriber = Tool.start(
                sub, "-p", port, "-V", version, "-q", qos, "-t", topic, "-C", "1", "-F", "%t %q %p", "-d");
        try (BufferedReader lines = subscriber.inputReader()) {
            lineStartingWith(lines, "Subscribed");
            Result published =
                    Tool.run(pub, "-p", port, "-V", version, "-q", qos, "-t", topic, "-m", "grüße " + version);
            assertThat(published).isEqualTo(new Result(0, ""));
            assertThat(lineStartingWith(lines, topic)).isEqualTo(topic + " " + qos + " grüße " + version);
            assertThat(subscriber.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            subscriber.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv31", "mqttv311", "mqttv5"})
    void aRetainedMessageAwaitsLateSubscribers(String version) throws Exception {
        String sub = Tool.required("mosquitto_sub", "mosquitto-clients");
        String pub = Tool.required("mosquitto_pub", "mosquitto-clients");
        String port = Integer.toString(broker.mqttPort());
        String topic = "kept/" + version;
        Tool.run(pub, "-p", port, "-V", version, "-q", "1", "-r", "-t", topic, "-m", "still here");
        Result heard = Tool.run(sub, "-p", port, "-V", version, "-t", "kept/#", "-T", "kept/other", "-C", "1",
                "--retained-only", "-t", topic, "-F", "%r %p");
        assertThat(heard).isEqualTo(new Result(0, "1 still here\n"));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void pahoTalksToItselfAtEveryQuality(int version) throws Exception {
        Path script = Path.of(RealClientsTest.class.getResource("paho_round.py").toURI());
        String python = Tool.required("python3", "python3-paho-mqtt");
        assumeTrue(
                Tool.run(python, "-c", "import paho.mqtt").status() == 0,
                "Paho for Python is not here; on Debian: apt-get install python3-paho-mqtt");
        Result result = Tool.run(
                python, script.toString(), Integer.toString(broker.mqttPort()), Integer.toString(version));
        assertThat(result).isEqualTo(new Result(0, "ok\n"));
    }

    private static String lineStartingWith(BufferedReader lines, String start) throws Exception {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(start)) {
                return line;
            }
        }
        throw new AssertionError("No line starts with " + start);
    }
}
