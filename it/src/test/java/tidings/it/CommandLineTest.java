package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.it.Tool.Result;

/// `tidings pub`, `sub` and `broker` as scripts use them: what they print, and how they end.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandLineTest {

    /// mosquitto_passwd wrote this: alice, with the password "wonderland".
    private static final String USER = "alice:$7$101$oH4FozOsCmkPJE/W$"
            + "PSe9hDJ4/wzueJzFEsPkToq3Zjqk6c2nG+yHL6lrZ1PuOHOzEJ6t9DjJxVqNHGZz3LEVSVeErf483EedK8vY6w==\n";

    private ServerProcess broker;
    private String port;

    @BeforeAll
    void start() {
        broker = ServerProcess.broker("--allow-anonymous");
        port = Integer.toString(broker.mqttPort());
    }

    @AfterAll
    void aStoppedBrokerEndsWithZero() throws InterruptedException {
        assertThat(broker.stop()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"31, 0", "31, 2", "311, 0", "311, 1", "5, 0", "5, 1", "5, 2"})
    void whatPubSaysSubHears(String version, String qos) throws Exception {
        String topic = "cli/" + version + "/" + qos;
        Result published =
                Tidings.run("pub", "-p", port, "-V", version, "-q", qos, "-r", "-t", topic, "-m", "grüße " + version);
        assertThat(published).isEqualTo(new Result(0, ""));
        Result heard =
                Tidings.run("sub", "-p", port, "-V", version, "-q", qos, "-t", topic, "-C", "1", "-F", "%t %q %r %p");
        assertThat(heard).isEqualTo(new Result(0, topic + " " + qos + " 1 grüße " + version + "\n"));
    }

    @Test
    void eachLineOfTheInputIsAMessageAlsoForThoseWhoAreAway() throws Exception {
        String[] sub = {"sub", "-p", port, "-t", "lines", "-q", "2", "-c", "-i", "reader"};
        assertThat(run(sub, "-E")).isEqualTo(new Result(0, ""));
        Process pub = Tidings.start("pub", "-p", port, "-t", "lines", "-l", "-q", "2");
        pub.getOutputStream().write("one\n\nthree\n".getBytes(StandardCharsets.UTF_8));
        pub.getOutputStream().close();
        assertThat(pub.waitFor()).isZero();
        assertThat(run(sub, "-C", "3", "-F", "%q %p")).isEqualTo(new Result(0, "2 one\n2 \n2 three\n"));
    }

    @Test
    void subGivesUpAfterItsTime() throws Exception {
        assertThat(Tidings.run("sub", "-p", port, "-t", "silence", "-W", "1"))
                .isEqualTo(new Result(27, "Error: Timed out\n"));
    }

    @Test
    void whoIsNotThereIsNotReached() throws Exception {
        Result result = Tidings.run("pub", "-h", "127.0.0.1", "-p", "1", "-t", "a", "-m", "b");
        assertThat(result).isEqualTo(
                new Result(1, "Error: Cannot connect to mqtt://127.0.0.1:1: connection refused\n"));
    }

    @Test
    void aTakenPortIsOneLineThatNamesTheOption() throws Exception {
        String taken = "mqtt://127.0.0.1:" + port;
        Result result = Tidings.run("broker", "--listen", taken);
        assertThat(result).isEqualTo(new Result(
                1, "Error: Cannot listen at " + taken
                        + ": the port is taken; choose another address with --listen\n"));
    }

    @Test
    void nobodyComesInUninvited(@TempDir Path folder) throws Exception {
        Path passwords = Files.writeString(folder.resolve("passwords"), USER);
        try (ServerProcess closed = ServerProcess.broker("--passwords", passwords.toString())) {
            String closedPort = Integer.toString(closed.mqttPort());
            assertThat(pubAs(closedPort, "311").status()).isEqualTo(5);
            assertThat(pubAs(closedPort, "5").status()).isEqualTo(0x87);
            assertThat(pubAs(closedPort, "311", "-u", "alice", "-P", "wrong").status()).isEqualTo(5);
            assertThat(pubAs(closedPort, "5", "-u", "alice", "-P", "wonderland").status()).isZero();
            assertThat(pubAs(closedPort, "5", "-u", "mallory", "-P", "wonderland").status()).isEqualTo(0x87);
        }
    }

    @Test
    void optionsComeFromAFileAndTheEnvironmentAsWell(@TempDir Path folder) throws Exception {
        Path config = Files.writeString(folder.resolve("tidings.yml"), """
                listen: [mqtt://127.0.0.1:0]
                allow-anonymous: true
                max-packet-size: 100
                """);
        try (ServerProcess configured = ServerProcess.broker("--config", config.toString())) {
            String[] pub = {"pub", "-p", Integer.toString(configured.mqttPort()), "-t", "a", "-q", "1", "-m"};
            assertThat(run(pub, "small").status()).isZero();
            assertThat(run(pub, "x".repeat(200)).status()).isNotZero();
        }
    }

    private static Result pubAs(String port, String version, String... login) throws Exception {
        String[] command = {"pub", "-p", port, "-t", "a", "-m", "b", "-V", version};
        return run(command, login);
    }

    private static Result run(String[] command, String... more) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(more));
        return Tidings.run(all.toArray(String[]::new));
    }
}
