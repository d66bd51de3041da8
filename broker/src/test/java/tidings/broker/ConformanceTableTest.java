package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import tidings.testkit.RawPacket;
import tidings.testkit.Spec;

/// Writes docs/conformance.md from the statements of the specifications and the tests that show them, and fails where the
/// file is not what it would write.
class ConformanceTableTest {

    private static final String OF_3_1_1 = " of 3.1.1";
    private static final Path FILE = Path.of("..", "docs", "conformance.md");
    private static final String HEAD =
            """
                    # Conformance

                    Each numbered statement of MQTT 5.0 and 3.1.1, and the tests of the broker that show it. A statement passes \
                    where at least one test names it; all of them run in each build, and a build with a test that fails is none. \
                    Statements are told in short words of our own: the specifications have the full ones. Clients are tested \
                    elsewhere; MQTT 3.1 has no numbered statements, and its packets are in the same table as the others.

                    Lines with bytes are lines of the table of packets (`packets.txt` in `testkit`), each sent to the broker by \
                    `TableStatementsTest`. This file is written by `mvn test -pl broker -am -Dtest=ConformanceTableTest \
                    -Dsurefire.failIfNoSpecifiedTests=false -Dconformance.write`.

                    ## The interoperability tests of Eclipse Paho

                    `client_test.py` and `client_test5.py` of paho.mqtt.testing pass whole against

                        taskset -c 0 tidings broker --allow-anonymous --acl acl --max-keepalive 60s --conceal-reasons

                    with the lines `topic readwrite #` and `topic deny test/nosubscribe` in the file `acl`, with a data folder \
                    and with `--durability memory`. They ask for a topic that nobody may subscribe to, for a server that wants \
                    a keep alive of 60 seconds, and, in MQTT 5 too, for 0x80 where a subscription is not allowed; without \
                    `--conceal-reasons` it is 0x87, which says more. `test_request_response` and `test_subscribe_options` \
                    publish on one connection before the SUBACK of another has come: no server owes an order between the two, \
                    and one that works on a single processor keeps it.
                    """;

    /// @param binds `server`, `client`, or `lenient` where we do more than asked
    private record Statement(String version, String number, String binds, String says) {

        String id() {
            return number + (version.equals("5.0") ? "" : " of " + version);
        }

        String row(Set<String> tests) {
            return "| %s | %s | %s | %s |".formatted(number, says, result(tests), String.join("<br>", tests));
        }

        private String result(Set<String> tests) {
            return switch (binds) {
                case "client" -> "binds clients";
                case "lenient" -> "not needed";
                default -> tests.isEmpty() ? "open" : "passes";
            };
        }
    }

    @Test
    void theTableIsUpToDate() throws Exception {
        String table = table();
        if (System.getProperty("conformance.write") != null) {
            Files.writeString(FILE, table);
        }
        assertThat(FILE).as("write it again with -Dconformance.write").content().isEqualTo(table);
    }

    @Test
    void everyNumberIsOneOfTheSpecifications() throws Exception {
        List<String> known = statements().stream().map(Statement::id).toList();
        assertThat(known).doesNotHaveDuplicates();
        assertThat(tests().keySet()).isSubsetOf(known);
    }

    private static String table() throws Exception {
        Map<String, Set<String>> tests = tests();
        List<String> lines = new ArrayList<>(List.of(HEAD));
        for (String version : List.of("5.0", "3.1.1")) {
            List<Statement> all = statements().stream().filter(each -> each.version.equals(version)).toList();
            List<Statement> binding = all.stream().filter(each -> each.binds.equals("server")).toList();
            long shown = binding.stream().filter(each -> tests.containsKey(each.id())).count();
            lines.add("## MQTT " + version + "\n");
            lines.add(
                    "%d statements bind a broker and can be tested on it; %d pass.\n".formatted(binding.size(), shown));
            lines.add("| statement | says | result | tests |\n| --- | --- | --- | --- |");
            all.forEach(each -> lines.add(each.row(tests.getOrDefault(each.id(), Set.of()))));
            lines.add("");
        }
        return String.join("\n", lines);
    }

    private static List<Statement> statements() throws IOException {
        try (InputStream in = ConformanceTableTest.class.getResourceAsStream("statements.txt")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(Predicate.not(line -> line.isBlank() || line.startsWith("#")))
                    .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
                    .map(cells -> new Statement(cells.get(0), cells.get(1), cells.get(2), cells.get(3)))
                    .toList();
        }
    }

    /// The tests of each statement, by its id.
    private static Map<String, Set<String>> tests() throws Exception {
        Map<String, Set<String>> tests = new LinkedHashMap<>();
        for (Class<?> type : classes()) {
            for (Method method : type.getDeclaredMethods()) {
                Spec spec = method.getAnnotation(Spec.class);
                if (spec != null && !method.isAnnotationPresent(Disabled.class)) {
                    String name = type.getSimpleName() + "." + method.getName();
                    Arrays.stream(spec.value())
                            .forEach(id -> tests.computeIfAbsent(id, any -> new TreeSet<>()).add(name));
                }
            }
        }
        RawPacket.all()
                .filter(RawPacket::isRefused)
                .forEach(raw -> raw.statements()
                        .stream()
                        .filter(id -> id.endsWith(OF_3_1_1) != raw.version().equals("V5"))
                        .forEach(id -> tests.computeIfAbsent(id, any -> new TreeSet<>())
                                .add("`" + raw.hex() + "`")));
        return tests;
    }

    private static List<Class<?>> classes() throws IOException, URISyntaxException {
        Path folder =
                Path.of(ConformanceTableTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.list(folder.resolve("tidings/broker"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("StatementsTest.class")
                            || name.equals("EnhancedAuthenticationTest.class"))
                    .sorted()
                    .map(name -> named(name.substring(0, name.length() - ".class".length())))
                    .collect(Collectors.toList());
        }
    }

    private static Class<?> named(String name) {
        try {
            return Class.forName("tidings.broker." + name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
