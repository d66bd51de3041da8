package tidings.device.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.mqtt.Bytes;
import tidings.testkit.Check;
import tidings.testkit.Gen;

class PayloadParserTest {

    private static final long NOW = 1_700_000_000_000L;
    private static final PayloadParser PARSER = new PayloadParser(true, true, Integer.MAX_VALUE);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "true                       | Bool[value=true]",
        "false                      | Bool[value=false]",
        "73                         | Whole[value=73]",
        "-7                         | Whole[value=-7]",
        "1e3                        | Whole[value=1000]",
        "1.5e1                      | Whole[value=15]",
        "9223372036854775807        | Whole[value=9223372036854775807]",
        "9223372036854775808        | Text[value=9223372036854775808]",
        "-9223372036854775809       | Text[value=-9223372036854775809]",
        "1e20                       | Text[value=100000000000000000000]",
        "42.0                       | Real[value=42.0]",
        "-0.0                       | Real[value=-0.0]",
        "1.5e-3                     | Real[value=0.0015]",
        "0.1234567890123456         | Real[value=0.1234567890123456]",
        "0.12345678901234567        | Text[value=0.12345678901234567]",
        "1e-17                      | Text[value=0.00000000000000001]",
        "\"value1\"                 | Text[value=value1]",
        "\"\"                       | Text[value=]",
        "\"42\"                     | Whole[value=42]",
        "\"-7\"                     | Whole[value=-7]",
        "\"42.5\"                   | Real[value=42.5]",
        "\"0123\"                   | Text[value=0123]",
        "\"+5\"                     | Text[value=+5]",
        "\"1e5\"                    | Text[value=1e5]",
        "\"0x1F\"                   | Text[value=0x1F]",
        "\"true\"                   | Text[value=true]",
        "\"99999999999999999999\"   | Text[value=99999999999999999999]",
        "{\"a\": [1, 2.50, {}]}     | Json[text={\"a\":[1,2.50,{}]}]",
        "[ ]                        | Json[text=[]]",
    })
    void givesEachValueItsType(String json, String value) {
        Readings readings = telemetry("{\"k\":" + json + "}");
        assertThat(readings.size()).isOne();
        assertThat(readings.value(0)).hasToString(value);
    }

    @Test
    void leavesOutNull() {
        assertThat(told("{\"a\":null,\"b\":1}")).containsExactly("b=1@" + NOW);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"a\":1,\"b\":2}                                          | a=1@N b=2@N",
        "[{\"a\":1},{\"b\":2}]                                      | a=1@N b=2@N",
        "{\"ts\":5,\"values\":{\"a\":1,\"b\":2}}                    | a=1@5 b=2@5",
        "{\"values\":{\"a\":1},\"ts\":5}                            | a=1@5",
        "{\"x\":{\"values\":1},\"values\":{\"a\":1},\"ts\":\"5.9\"} | a=1@5",
        "{\"v\\u0061lues\":{\"a\":1},\"ts\":5}                      | a=1@5",
        "[{\"ts\":5,\"values\":{\"a\":1}},{\"b\":2}]                | a=1@5 b=2@N",
        "{\"ts\":5}                                                 | ts=5@N",
        "{\"values\":{\"a\":1}}                                     | values={\"a\":1}@N",
        "{\"a\":{\"ts\":1,\"values\":{}}}                           | a={\"ts\":1,\"values\":{}}@N",
        "{}                                                         | ~~",
        "[]                                                         | ~~",
        "{\"ts\":5,\"values\":{}}                                   | ~~",
        "{\"\":1}                                                   | =1@N",
        "{temperature:25}                                           | temperature=25@N",
        "{'a':'x y', b = hello; c:true}                             | a=x y@N b=hello@N c=true@N",
        "{a:'don\\'t', b:\"it's\"}                                  | a=don't@N b=it's@N",
    })
    void readsEveryForm(String json, String expected) {
        String told = String.join(" ", told(json)).replace("@" + NOW, "@N");
        assertThat(told).isEqualTo(expected);
    }

    @Test
    void readsOverComments() {
        assertThat(told("{\"a\":1 /* one */, # two\n \"b\":2} // three")).containsExactly("a=1@" + NOW, "b=2@" + NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", " ", "1", "\"a\"", "true", "null", "[1]", "[[{\"a\":1}]]", "[{\"a\":1},2]", "{\"a\"}", "{\"a\":}",
        "{\"a\":1",
        "{\"a\":1}}", "{\"a\":1}{\"b\":2}", "{\"ts\":\"abc\",\"values\":{}}", "{\"ts\":1,\"values\":1}",
        "{\"ts\":null,\"values\":{}}", "{\"ts\":{},\"values\":{}}", "{\"ts\":1e30,\"values\":{}}",
        "{\"a\":1e999999999}",
        "{\"a\":1e-999999999}", "{,}", "[", "{\"a\":tru\u0000e}x", "{\"a\":\"\\q\"}",
    })
    void refusesWhatMakesNoSense(String json) {
        assertThatThrownBy(() -> telemetry(json)).isInstanceOf(BadPayloadException.class);
    }

    @Test
    void refusesEndlessDepthAndLongKeys() {
        assertThatThrownBy(() -> telemetry("{\"a\":" + "[".repeat(30_000))).isInstanceOf(BadPayloadException.class);
        assertThatThrownBy(() -> telemetry("[".repeat(30_000))).isInstanceOf(BadPayloadException.class);
        assertThatThrownBy(() -> telemetry("{\"" + "k".repeat(256) + "\":1}"))
                .isInstanceOf(BadPayloadException.class)
                .hasMessage("A key has at most 255 characters, not 256");
    }

    @Test
    void isStrictWhereToldTo() {
        PayloadParser strict = new PayloadParser(false, false, Integer.MAX_VALUE);
        assertThatThrownBy(() -> strict.telemetry(Bytes.utf8("{temperature:25}"), NOW))
                .isInstanceOf(BadPayloadException.class);
        assertThat(strict.telemetry(Bytes.utf8("{\"a\":\"42\"}"), NOW).value(0)).isEqualTo(new Value.Text("42"));
    }

    @Test
    void attributesAreOneObject() {
        assertThat(PARSER.attributes(Bytes.utf8("{\"a\":1}"), NOW).value(0)).isEqualTo(new Value.Whole(1));
        assertThatThrownBy(() -> PARSER.attributes(Bytes.utf8("[{\"a\":1}]"), NOW))
                .isInstanceOf(BadPayloadException.class);
    }

    @Test
    void splitsWhatAGatewaySendsByDevice() {
        var all = PARSER.gatewayTelemetry(
                Bytes.utf8("{\"A\":[{\"ts\":5,\"values\":{\"k\":1}},{\"k\":2}],\"B\":[],\"C\":7,\"D\":{\"k\":3}}"),
                NOW);
        assertThat(all.keySet()).containsExactly("A", "B", "D");
        assertThat(tell(requireThere(all.get("A")))).containsExactly("k=1@5", "k=2@" + NOW);
        assertThatThrownBy(() -> PARSER.gatewayTelemetry(Bytes.utf8("{\"A\":1}"), NOW))
                .isInstanceOf(BadPayloadException.class);
        assertThatThrownBy(() -> PARSER.gatewayTelemetry(Bytes.utf8("[]"), NOW))
                .isInstanceOf(BadPayloadException.class);
    }

    /// What is written as JSON comes back as it was, whatever keys and values it has.
    @Test
    void readsBackWhatWasWritten() {
        PayloadParser exact = new PayloadParser(false, false, Integer.MAX_VALUE);
        Gen<String> names = Gen.<String>oneOf("a", "ts", "values", "", "ä€𝄞", "\"\\\n", "a b", "{}");
        Gen<Value> values = (random, size) -> switch (random.nextInt(4)) {
            case 0 -> new Value.Whole(random.nextLong());
            case 1 -> new Value.Bool(random.nextBoolean());
            case 2 -> new Value.Real(random.nextInt(1_000_000) / 64.0);
            default -> new Value.Text(names.make(random, size));
        };
        Check.forAll(Gen.lists((random, size) -> List.of(names.make(random, size), values.make(random, size))),
                pairs -> {
                    var node = Json.MAPPER.createObjectNode();
                    for (List<Object> pair : pairs) {
                        String name = "k" + pair.get(0);
                        switch ((Value) pair.get(1)) {
                            case Value.Whole(long value) -> node.put(name, value);
                            case Value.Bool(boolean value) -> node.put(name, value);
                            case Value.Real(double value) -> node.put(name, value);
                            case Value.Text(String value) -> node.put(name, value);
                            case Value.Json(String text) -> throw new AssertionError(text);
                        }
                    }
                    Readings readings =
                            exact.telemetry(Bytes.handOver(Json.MAPPER.writeValueAsBytes(node)), NOW);
                    assertThat(readings.size()).isEqualTo(node.size());
                    for (int i = 0; i < readings.size(); i++) {
                        assertThat(readings.value(i).asText()).isEqualTo(node.get(readings.key(i)).asString());
                    }
                });
    }

    /// Whatever comes in, the outcome is readings or a refusal.
    @Test
    void survivesGarbage() {
        String seed =
                "[{\"ts\":1451649600512,\"values\":{'s':\"v\\u00e4\",b:true,\"d\":42.0,\"l\":-7e2,\"j\":{\"x\":[1,2]}}}]";
        Gen<byte[]> mutated = (random, size) -> mutate(seed.getBytes(StandardCharsets.UTF_8),
                new SplittableRandom(random.nextLong()));
        Check.forAll(mutated, bytes -> {
            Bytes payload = Bytes.copyOf(bytes);
            for (int i = 0; i < 20; i++) {
                understandOrRefuse(() -> PARSER.telemetry(payload, NOW));
                understandOrRefuse(() -> PARSER.gatewayTelemetry(payload, NOW));
                understandOrRefuse(() -> PARSER.tree(payload));
            }
        });
    }

    private static void understandOrRefuse(Runnable parsing) {
        assertThatCode(() -> {
            try {
                parsing.run();
            } catch (BadPayloadException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }).doesNotThrowAnyException();
    }

    private static byte[] mutate(byte[] bytes, SplittableRandom random) {
        byte[] some =
                Arrays.copyOf(bytes, random.nextInt(3) == 0 ? random.nextInt(bytes.length) : bytes.length);
        String interesting = "{}[]\",':;=#/\\ \n\0eE-+.019tfn";
        for (int i = random.nextInt(6); i > 0 && some.length > 0; i--) {
            some[random.nextInt(some.length)] = random.nextBoolean()
                    ? (byte) random.nextInt(256)
                    : (byte) interesting.charAt(random.nextInt(interesting.length()));
        }
        return some;
    }

    private static Readings telemetry(String json) {
        return PARSER.telemetry(Bytes.utf8(json), NOW);
    }

    private static List<String> told(String json) {
        return tell(telemetry(json));
    }

    private static List<String> tell(Readings readings) {
        List<String> told = new ArrayList<>();
        for (int i = 0; i < readings.size(); i++) {
            told.add(readings.key(i) + "=" + readings.value(i).asText() + "@" + readings.time(i));
        }
        return told;
    }

    private static Readings requireThere(@Nullable Readings readings) {
        assertThat(readings).isNotNull();
        return Objects.requireNonNull(readings);
    }
}
