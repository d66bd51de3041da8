package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tidings.mqtt.Version;

/// What a broker leaves behind: asked in a process of its own, since other tests have threads too.
class ThreadsTest {

    @Test
    void nothingIsLeftOfABrokerThatIsClosed() throws Exception {
        Process process = new ProcessBuilder(List.of(
                ProcessHandle.current().info().command().orElse("java"), "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), Alone.class.getName()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String left = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(left.strip()).isEqualTo("left: []");
    }

    /// Starts a broker, talks to it, closes it, and tells which threads are left that were not there before.
    static final class Alone {

        private Alone() {}

        public static void main(String[] arguments) throws IOException {
            List<String> before = names();
            BrokerConfig config = BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).build();
            try (Broker broker = Broker.start(config)) {
                RawClient.connected(broker.addresses().get(0), Version.V5, "c").close();
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5); // a thread ends after its last task
            while (!left(before).isEmpty() && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            System.out.println("left: " + left(before));
        }

        private static List<String> left(List<String> before) {
            List<String> left = names();
            left.removeAll(before);
            return left;
        }

        private static List<String> names() {
            var threads = ManagementFactory.getThreadMXBean();
            return new ArrayList<>(Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                    .filter(Objects::nonNull)
                    .map(info -> info.getThreadName())
                    .toList());
        }
    }
}
