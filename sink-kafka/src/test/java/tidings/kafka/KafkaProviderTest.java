package tidings.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import tidings.device.spi.Sink;
import tidings.device.spi.SinkEvent;
import tidings.device.spi.SinkProvider;

class KafkaProviderTest {

    private final KafkaProvider provider = new KafkaProvider();

    @Test
    void isFound() {
        assertThat(ServiceLoader.load(SinkProvider.class)).extracting(SinkProvider::type).contains("kafka");
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> provider.open(Map.of("topic", "t"))).hasMessageContaining("bootstrap.servers");
        assertThatThrownBy(() -> provider.open(Map.of("bootstrap.servers", "h:1"))).hasMessageContaining("topic");
        assertThatThrownBy(() -> provider.open(Map.of("bootstrap.servers", "h:1", "topic", "a/b")))
                .hasMessageContaining("a/b");
        assertThatThrownBy(() -> provider.open(Map.of("bootstrap.servers", "h:1", "topic", "t", "colour", "red")))
                .hasMessageContaining("colour");
        assertThatThrownBy(() -> provider.open(Map.of("bootstrap.servers", "h:1", "topic", "t", "linger.ms", "soon")))
                .hasMessageContaining("linger.ms");
    }

    /// Once, not once for each event.
    @Test
    void saysThatItMayGoBetterLaterWhenNobodyIsThere() {
        Map<String, String> nobody = Map.of("bootstrap.servers", "127.0.0.1:1", "topic", "t", "max.block.ms", "100");
        try (Sink sink = provider.open(nobody)) {
            List<SinkEvent> events = Collections.nCopies(1_000, new SinkEvent(1, "TELEMETRY", "id", "name", "{}"));
            assertThatThrownBy(() -> sink.deliver(events)).isInstanceOf(IOException.class)
                    .hasMessageContaining("Kafka");
        }
    }
}
