package tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tidings.cli.Settings.Value;

/// Where values come from, and which goes before which.
class SettingsTest {

    @TempDir
    private Path folder;

    @Test
    void theCommandLineGoesBeforeTheEnvironmentThatBeforeTheFileThatBeforeMosquitto() throws IOException {
        Path mosquitto = Files.writeString(
                folder.resolve("m.conf"), "max_queued_messages 1\nmax_keepalive 1\nsys_interval 1\nlistener 1\n");
        Path file = Files.writeString(
                folder.resolve("t.yaml"), "max-queued-messages: 2\nmax-keepalive: 2s\nsys-interval: 2s\n");
        Map<String, Value> effective = effective(
                Map.of("TIDINGS_MAX_QUEUED_MESSAGES", "3", "TIDINGS_MAX_KEEPALIVE", "3s"),
                "--mosquitto-conf", mosquitto.toString(), "--config", file.toString(), "--max-queued-messages", "4");
        assertThat(effective.get("max-queued-messages")).isEqualTo(new Value("4", "command line"));
        assertThat(effective.get("max-keepalive")).isEqualTo(new Value("3s", "environment"));
        assertThat(effective.get("sys-interval")).isEqualTo(new Value("2s", file + ", line 3"));
        assertThat(effective.get("listen").text()).isEqualTo("mqtt://0.0.0.0:1");
        assertThat(effective).doesNotContainKeys("config", "mosquitto-conf", "help");
    }

    @Test
    void aPlaceholderStandsForTheEnvironmentOrItsDefault() throws IOException {
        Path file = Files.writeString(
                folder.resolve("t.yaml"),
                "listen: [\"mqtt://${HOST}:${PORT:1883}\", 'ws://127.0.0.1:${WS_PORT:9001}']\n");
        assertThat(effective(Map.of("HOST", "10.0.0.1", "WS_PORT", "1"), "--config", file.toString()).get("listen")
                .text()).isEqualTo("mqtt://10.0.0.1:1883,ws://127.0.0.1:1");
    }

    @Test
    void aPlaceholderForNothingIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("t.yaml"), "# hm\nlisten: mqtt://${NO_SUCH_HOST}:1\n");
        assertThatThrownBy(() -> effective(Map.of(), "--config", file.toString()))
                .hasMessage(file + ", line 2: there is no environment variable NO_SUCH_HOST, and no default"
                        + " (${NO_SUCH_HOST:default})");
    }

    @Test
    void aKeyIsThereOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("t.yaml"), "log-level: warn\nlog-level: info\n");
        assertThatThrownBy(() -> effective(Map.of(), "--config", file.toString())).isInstanceOf(CommandException.class);
    }

    @Test
    void aSecretIsReadFromAFileAndNeverShown() throws IOException {
        Path secret = Files.writeString(folder.resolve("token"), "a very secret token\n");
        CommandLine line = line();
        Settings settings = Settings.of(
                line, List.of("broker"), Map.of("TIDINGS_HTTP_TOKEN_FILE", secret.toString()));
        settings.provideDefaults(line);
        line.parseArgs("broker");
        CommandLine broker = line.getSubcommands().get("broker");
        assertThat(settings.effective(broker.getParseResult()).get("http-token").text())
                .isEqualTo("a very secret token");
        assertThat(Settings.masked(broker.getCommandSpec())).containsEntry("http-token", "***");
    }

    private static Map<String, Value> effective(Map<String, String> environment, String... options) {
        CommandLine line = line();
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add(0, "broker");
        Settings settings = Settings.of(line, arguments, environment);
        settings.provideDefaults(line);
        line.parseArgs(arguments.toArray(String[]::new));
        return settings.effective(line.getSubcommands().get("broker").getParseResult());
    }

    private static CommandLine line() {
        return Main.line(new PrintWriter(Writer.nullWriter()), "broker");
    }
}
