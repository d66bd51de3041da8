package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.mqtt.PubAck;
import tidings.mqtt.Version;

class CrashTest {

    private static final int BEFORE_THE_KILL = 2_000;

    @TempDir
    private Path data;

    /// `kill -9` during a stream at QoS 1: every acknowledged point is there after the restart.
    @Test
    void whatIsAcknowledgedSurvivesAKill() throws Exception {
        Process victim = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), Victim.class.getName(), data.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<Integer> acknowledged = new ArrayList<>();
        try (BufferedReader out = victim.inputReader()) {
            URI address = URI.create(out.readLine());
            try (WireDevice wire = WireDevice.connected(address, Version.V3_1_1, "T1")) {
                stream(wire, acknowledged, victim);
            }
        }
        assertThat(victim.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(BEFORE_THE_KILL);
        try (TestServer again = TestServer.start(data)) {
            String device = again.get("/api/tenant/device?deviceName=meter").id();
            var stored = again.get("/api/plugins/telemetry/DEVICE/" + device
                    + "/values/timeseries?keys=n&startTs=0&endTs=1000000&limit=100000&orderBy=ASC").json().path("n");
            List<Integer> times = new ArrayList<>();
            stored.forEach(point -> times.add(point.path("ts").asInt()));
            assertThat(times).containsAll(acknowledged);
        }
    }

    /// Keeps some messages under way, kills the server in the midst of them, and reads what it still said.
    private static void stream(WireDevice wire, List<Integer> acknowledged, Process victim) throws Exception {
        int published = 0;
        while (acknowledged.size() < BEFORE_THE_KILL) {
            while (published - acknowledged.size() < 100) {
                wire.publish("v1/devices/me/telemetry", "{\"ts\":" + ++published + ",\"values\":{\"n\":1}}");
            }
            acknowledged.add(wire.receive(PubAck.class).packetId());
        }
        victim.destroyForcibly();
        while (wire.receive() instanceof PubAck ack) {
            acknowledged.add(ack.packetId());
        }
    }

    /// A server that is killed.
    static final class Victim {

        public static void main(String[] args) throws Exception {
            TestServer server = TestServer.start(Path.of(args[0]));
            server.server().ensureDevice("meter", "T1");
            System.out.println(server.mqtt());
        }
    }
}
