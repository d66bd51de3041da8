package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tidings.it.Tool.Result;

/// What an operator unpacks: it runs from where it is, with nothing but a JDK.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DistributionTest {

    private Path home = Path.of("");

    @BeforeAll
    void unpack(@TempDir Path folder) throws IOException, InterruptedException {
        Path target = Path.of("..", "cli", "target");
        List<Path> archives = list(target, "tidings-*.tar.gz");
        assumeTrue(!archives.isEmpty(), "No distribution was built: -Dquick leaves it out");
        Tool.run("tar", "-xzf", archives.getFirst().toString(), "-C", folder.toString());
        home = list(folder, "tidings-*").getFirst();
    }

    @Test
    void servesAndTalksToItself(@TempDir Path data) throws Exception {
        try (ServerProcess server = ServerProcess.of(
                home.resolve("tidings"), "serve", "--data", data.toString(), "--http", "127.0.0.1:0", "--listen",
                "mqtt://127.0.0.1:0")) {
            Rest rest = Rest.login(server);
            String device = rest.createDevice("unpacked", "unpacked-token");
            assertThat(
                    tidings("pub", "-p", Integer.toString(server.mqttPort()), "-t", "v1/devices/me/telemetry", "-u",
                            "unpacked-token", "-q", "1", "-m", "{\"a\":1}"))
                    .isEqualTo(new Result(0, ""));
            assertThat(rest.latest(device).has("a")).isTrue();
            assertThat(server.stop()).isZero();
        }
    }

    @Test
    void startsSoonerAfterItsCacheIsInstalled() throws Exception {
        Result installed = Tool.runWithin(150, home.resolve("tidings").toString(), "install-cache"); // starts each server once
        assertThat(installed.status()).isZero();
        assertThat(installed.output()).contains("tidings.jsa", "serve.", "broker.");
        assertThat(tidings("--version").output()).startsWith("tidings ").hasLineCount(1);
    }

    @Test
    void theUnitRunsWhatIsThere() throws IOException {
        String unit = Files.readString(home.resolve("deploy/systemd/tidings.service"));
        assertThat(unit).contains("ExecStart=/opt/tidings/tidings serve ");
        assertThat(Files.isExecutable(home.resolve("tidings"))).isTrue();
    }

    @Test
    void bashCompletesItsCommandsAndOptions() throws Exception {
        String script = tidings("completion").output();
        Result completed = Tool.run("bash", "-c", script + """

                COMP_WORDS=(tidings ser) COMP_CWORD=1 COMP_LINE='tidings ser' COMP_POINT=11
                _complete_tidings tidings ser tidings
                echo "${COMPREPLY[@]}"
                """);
        assertThat(completed.output().strip()).isEqualTo("serve");
    }

    private Result tidings(String... arguments) throws IOException, InterruptedException {
        return Tool.run(
                Stream.concat(Stream.of(home.resolve("tidings").toString()), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private static List<Path> list(Path folder, String names) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> folder.getFileSystem()
                    .getPathMatcher("glob:" + names)
                    .matches(file.getFileName())).toList();
        }
    }
}
