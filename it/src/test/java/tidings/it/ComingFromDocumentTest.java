package tidings.it;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tidings.testkit.Examples;

/// docs/coming-from.md is made of the examples that are run here.
class ComingFromDocumentTest {

    private static final Map<String, String> SHOWN = Map.of(
            "SERVER", "\"mqtt://localhost\"", "TLS_SERVER", "\"mqtts://broker.example.org\"", "scene.print", "print",
            "CA", "Path.of(\"ca.pem\")", "CERTIFICATE", "Path.of(\"me.pem\")", "KEY", "Path.of(\"me.key\")");
    private static final String HEAD =
            """
                    # Coming from another library

                    What a function of another library is called here. Each example is run by a test against the broker of this \
                    project. `client` is an `MqttClient`, `print` prints.

                    - [Paho for Python](#paho-for-python)
                    - [The mosquitto module for Python](#the-mosquitto-module-for-python)
                    - [Zerynth](#zerynth)
                    """;

    @Test
    void theDocumentShowsTheExamplesThatAreRun() {
        StringBuilder document = new StringBuilder(HEAD);
        append(document, "Paho for Python", "ComingFromPahoTest");
        append(document, "The mosquitto module for Python", "ComingFromMosquittoTest");
        append(document, "Zerynth", "ComingFromZerynthTest");
        Examples.check(Path.of("../docs/coming-from.md"), document.toString());
    }

    private static void append(StringBuilder document, String library, String test) {
        document.append("\n## ").append(library).append('\n');
        for (Examples.Example example : Examples.read(Path.of("src/test/java/tidings/it/" + test + ".java"), SHOWN)) {
            document.append("\n**`").append(example.title()).append("`**");
            document.append(example.text().isEmpty() ? "" : " " + example.text());
            document.append("\n\n```java\n").append(example.code()).append("```\n");
        }
    }
}
