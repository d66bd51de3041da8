package tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tidings.tinkerforge.GatewayConfig;

class TinkerforgeCommandTest {

    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "tinkerforge";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Main.run(new PrintWriter(err, true), all);
    }

    @ParameterizedTest
    @CsvSource({
        "0, --version", "0, -v", "0, --help", "0, -h",
        "1, --broker-certificate /does/not/exist", "2, --broker-password x", "2, --broker-tls-insecure",
        "2, --broker-tls-secure", "2, --ipcon-port x",
        "2, --ipcon x", "2, --no-such-option", "24, --ipcon-timeout -1",
        "31, --init-file /does/not/exist", "32, --cmdline-file /does/not/exist",
        "33, --global-topic-prefix a/#", "33, --global-topic-prefix=$SYS", "33, --glob +",
        "33, --global-topic-prefix a --global-topic-prefix +"})
    void endsWithTheStatusThatScriptsKnow(int status, String arguments) {
        assertThat(run(arguments.split(" ", -1))).isEqualTo(status);
    }

    @Test
    void readsOptionsFromAFileBeforeThoseOfTheCommandLine(@TempDir Path folder) throws IOException {
        Path file =
                Files.writeString(folder.resolve("cmdline"), "--broker-host nowhere # comment\n'--init-file' '/no'\n");
        assertThat(run("--cmdline-file", file.toString())).isEqualTo(31);
        assertThat(run("--cmdline-file", file.toString(), "--global-topic-prefix", "+")).isEqualTo(33);
    }

    @Test
    void hasTheDefaultsOfTheOriginal() {
        GatewayConfig config = options().config();
        assertThat(config.prefix()).isEqualTo("tinkerforge/");
        assertThat(config.daemonHost()).isEqualTo("localhost");
        assertThat(config.daemonPort()).isEqualTo(4223);
        assertThat(config.secret()).isEmpty();
        assertThat(config.timeout()).hasMillis(2_500);
        assertThat(config.symbolic()).isTrue();
        assertThat(config.longsAsText()).isFalse();
        assertThat(config.showPayload()).isFalse();
        assertThat(config.initFile()).isNull();
    }

    @Test
    void takesTheLastOfContraryOptions() {
        assertThat(options("--no-symbolic-response", "--symbolic-response").config().symbolic()).isTrue();
        assertThat(options("--symbolic-response", "--no-symbolic-response").config().symbolic()).isFalse();
        assertThat(options("--init-file", "x", "--no-init-file").config().initFile()).isNull();
        assertThat(options("--show-p", "--hide").config().showPayload()).isFalse();
        assertThat(options("--int64-string-response").config().longsAsText()).isTrue();
    }

    @Test
    void knowsSeveralDaemons() {
        TinkerforgeOptions options = options("--ipcon-also", "cellar/=10.0.0.7:4224", "--ipcon-also", "attic=[::1]");
        assertThat(options.others()).containsExactly(
                java.util.Map.entry("cellar/", "10.0.0.7:4224"), java.util.Map.entry("attic", "[::1]"));
        assertThat(options.config("cellar/", "10.0.0.7:4224").daemonPort()).isEqualTo(4224);
        assertThat(options.config("attic", "[::1]").prefix()).isEqualTo("attic/");
    }

    private static TinkerforgeOptions options(String... arguments) {
        TinkerforgeOptions options = new TinkerforgeOptions();
        CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create()
                .addMixin("options",
                        CommandLine.Model.CommandSpec.forAnnotatedObject(options));
        CommandLine line = new CommandLine(spec);
        TinkerforgeCommand.parseAsPythonDoes(line);
        line.parseArgs(arguments);
        return options;
    }

    @Test
    void splitsWordsAsAShellDoes() {
        assertThat(ShellWords.split("a 'b c' \"d \\\" e\"f\\ g '' # rest\nh#i"))
                .isEqualTo(List.of("a", "b c", "d \" ef g", "", "h"));
        assertThat(ShellWords.split("")).isEmpty();
        assertThatThrownBy(() -> ShellWords.split("'a")).hasMessage("No closing quotation");
    }

    @Test
    void refusesToSimulateWhatIsNone() {
        assertThat(run("simulate", "--devices", "toaster_bricklet", "--port", "0")).isEqualTo(1);
        assertThat(err.toString()).contains("toaster_bricklet");
    }
}
