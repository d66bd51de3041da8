package tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the command says to somebody who mistypes: one line, and the status that scripts expect.
class UsageTest {

    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "pub -t a                                    | 1 | Both topic and message must be supplied",
        "pub -m x                                    | 1 | Both topic and message must be supplied",
        "pub -t a -m x -n                            | 1 | Only one type of message can be sent at once",
        "pub -t a -m x -q 3                          | 1 | Invalid QoS given: 3; -q takes 0, 1 or 2",
        "pub -t a/# -m x                             | 1 | a topic name has no wildcards",
        "pub -t a -f /no/such/file                   | 1 | Cannot read /no/such/file (-f): there is no such file",
        "pub -t a -m x -V 4                          | 1 | '4' is no version; one is 5, 311 or 31",
        "pub -t a -m x -L ftp://b                    | 1 | ftp",
        "pub -t a -m x -c                            | 1 | You must provide a client id (-i)",
        "pub -t a -m x -D publish colour red         | 1 | 'colour' is no property of MQTT 5.0",
        "pub -t a -m x -D subscribe content-type x   | 1 | Content Type has no place in SUBSCRIBE",
        "pub -t a -m x --password-env NO_SUCH_NAME   | 1 | There is no environment variable NO_SUCH_NAME",
        "sub                                         | 1 | You must specify a topic to subscribe to",
        "sub -t a -F %y                              | 1 | Invalid format specifier 'y'",
        "sub -t a/#/b                                | 1 | a/#/b",
        "broker --lisen mqtt://127.0.0.1:0           | 2 | Unknown option",
        "broker --max-packet-size big                | 2 | 'big' is no size",
        "broker --max-connections 0                   | 1 | connections",
        "broker --max-packet-size 3GB                 | 1 | --max-packet-size is less than 2GiB",
        "broker --slow-consumer shoot                 | 2 | --slow-consumer",
        "broker --listen http://127.0.0.1:0          | 1 | (--listen)",
        "broker --log-level loud                     | 1 | --log-level is one of error, warn",
        "broker --passwords /no/such/file            | 1 | (--passwords)",
        "broker --config /no/such/file               | 1 | (--config)",
        "bench fly                                   | 1 | fly",
        "bench pub -s 8                              | 1 | -s takes 16 or more",
        "bench pub -t a/#                            | 1 | has wildcards",
        "bench sub --fail-if p98>1                   | 1 | --fail-if takes p50",
        "bench pub --rate 10 -I 10                   | 1 | --rate and -I cannot be used together",
        "bench conn -p 1                             | 1 | connection refused",
        "brokr                                       | 2 | brokr",
    })
    void saysWhatIsWrong(String command, int status, String words) {
        assertThat(run(command.split(" +"))).isEqualTo(status);
        assertThat(said.toString().lines().findFirst()).hasValueSatisfying(
                line -> assertThat(line).startsWith("Error: ").contains(words));
        assertThat(said.toString()).doesNotContain("Exception", "\tat ");
    }

    @Test
    void anUnknownKeyOfTheConfigurationNamesItsLineAndTheNearestKnownOne() throws IOException {
        Path file = Files.writeString(folder.resolve("tidings.yml"), "log-level: warn\nlisen: mqtt://127.0.0.1:0\n");
        assertThat(run("broker", "--config", file.toString())).isEqualTo(1);
        assertThat(said.toString().strip()).isEqualTo(
                "Error: " + file + ", line 2: there is no setting 'lisen'; did you mean 'listen'?");
    }

    @Test
    void aValueOfTheConfigurationIsCheckedLikeAnOption() throws IOException {
        Path file = Files.writeString(folder.resolve("tidings.yml"), "max-queued-bytes: plenty\n");
        assertThat(run("broker", "--config=" + file)).isEqualTo(2);
        assertThat(said.toString()).contains("--max-queued-bytes", "'plenty' is no size");
    }

    @Test
    void whatIsNoYamlIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("tidings.yml"), "listen: [a\n");
        assertThat(run("broker", "--config", file.toString())).isEqualTo(1);
        assertThat(said.toString()).contains("(--config) is no YAML");
    }

    private int run(String... arguments) {
        return Main.run(new PrintWriter(said, true), arguments);
    }
}
