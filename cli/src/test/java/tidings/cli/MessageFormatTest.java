package tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.client.Received;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.Property.Pair;
import tidings.mqtt.Qos;

/// The expected texts are what mosquitto_sub 2.0.11 printed for this message, time aside.
class MessageFormatTest {

    private static final ZonedDateTime TIME = ZonedDateTime.parse("2026-11-25T05:32:55.146337482+01:00");
    private static final Received MESSAGE = Received.of(
            Message.of("a/b", "{\"x\":1}")
                    .withQos(Qos.AT_LEAST_ONCE)
                    .with(Property.USER_PROPERTY, new Pair("k", "v"))
                    .with(Property.CONTENT_TYPE, "text/x")
                    .with(Property.MESSAGE_EXPIRY_INTERVAL, 60L),
            false,
            1);

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
        "[%20t]|[                 a/b]", "[%-20t]|[a/b                 ]", "[%.2t]|[a/]", "[%5l]|[    7]",
        "[%05l]|[00007]", "[%-5l]|[7    ]", "[%x]|[7b2278223a317d]", "[%.2x]|[7b]", "[%X]|[7B2278223A317D]",
        "[%I]|[2026-11-25T05:32:55+0100]", "[%U]|[1795581175.146337482]", "[%m]|[1]", "[%q]|[1]", "[%r]|[0]",
        "[%P]|[k:v]", "[%C]|[text/x]", "[%E]|[60]", "[%F]|[]", "%% @@ \\t.|% @ \t.", "[%D][%R][%S][%A]|[][][][]",
        "%p|{\"x\":1}"})
    void printsAsMosquittoDoes(String format, String expected) throws IOException {
        assertThat(printed(format)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"@Y-@m-@dT@H:@M:@S.@N@z|2026-11-25T05:32:55.146337482+0100",
        "@F @T|2026-11-25 05:32:55",
        "@a @b @e|Wed Nov 25", "@s|1795581175", "@j @y|329 26", "@I @p|05 AM"})
    void printsTimesAsStrftimeDoes(String format, String expected) throws IOException {
        assertThat(printed(format)).isEqualTo(expected);
    }

    @Test
    void jsonHasThePayloadAsAText() throws IOException {
        assertThat(printed("%j")).isEqualTo("{\"tst\":\"2026-11-25T05:32:55.146337Z+0100\",\"topic\":\"a/b\",\"qos\":1,"
                + "\"retain\":0,\"payloadlen\":7,\"mid\":1,\"properties\":{\"user-properties\":{\"k\":\"v\"},"
                + "\"content-type\":\"text/x\",\"message-expiry-interval\":60},\"payload\":\"{\\\"x\\\":1}\"}");
    }

    @Test
    void parsedJsonHasThePayloadAsJson() throws IOException {
        assertThat(printed("%J")).endsWith("\"payload\":{\"x\":1}}");
    }

    @Test
    void whatIsNoJsonCannotBePrintedAsJson() {
        Received text = Received.of(Message.of("a", "hey"), false, 0);
        MessageFormat format = MessageFormat.parse("%J");
        assertThatThrownBy(() -> format.print(text, TIME, new ByteArrayOutputStream()))
                .isInstanceOf(CommandException.class)
                .hasMessage("Message payload is not valid JSON on topic a.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%5", "%y", "@", "@Q", "\\", "\\q"})
    void whatIsNoFormatIsRefused(String format) {
        assertThatThrownBy(() -> MessageFormat.parse(format))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("-F");
    }

    private static String printed(String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MessageFormat.parse(format).print(MESSAGE, TIME, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
