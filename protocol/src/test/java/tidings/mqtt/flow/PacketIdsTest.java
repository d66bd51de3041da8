package tidings.mqtt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.mqtt.Packet;

class PacketIdsTest {

    /// Ids that fall on the same places, and ids from everywhere.
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 64, 4096})
    void holdsWhatAMapHolds(int step) {
        Random random = new Random(step);
        Map<Integer, Integer> wanted = new HashMap<>();
        PacketIds<Integer> ids = new PacketIds<>();
        for (int i = 0; i < 50_000; i++) {
            int id = 1 + random.nextInt(Packet.MAX_ID / step) * step % Packet.MAX_ID;
            if (wanted.size() < 10 + i % 200 && random.nextInt(3) > 0) {
                ids.put(id, i);
                wanted.put(id, i);
            } else {
                assertThat(ids.remove(id)).isEqualTo(wanted.remove(id));
            }
            assertThat(ids.get(id)).isEqualTo(wanted.get(id));
        }
        Map<Integer, Integer> shown = new HashMap<>();
        ids.forEach((value, id) -> shown.put(id, value));
        assertThat(shown).isEqualTo(wanted).hasSize(ids.size());
        ids.clear();
        assertThat(ids.size()).isZero();
        assertThat(ids.remove(1)).isNull();
    }
}
