package tidings.client.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tidings.client.net.ServiceRecords.Service;

class ServiceRecordsTest {

    @Test
    void lowerPrioritiesComeFirst() {
        Service far = new Service(20, 100, 1, "far");
        Service near = new Service(10, 0, 1, "near");
        assertThat(ServiceRecords.ordered(List.of(far, near), new Random(1))).containsExactly(near, far);
    }

    @Test
    void equalsComeFirstInProportionToTheirWeights() {
        Service heavy = new Service(10, 75, 1, "heavy");
        Service light = new Service(10, 25, 1, "light");
        Service none = new Service(10, 0, 1, "none");
        Random random = new Random(1);
        long heavyFirst = IntStream.range(0, 1000)
                .filter(i -> ServiceRecords.ordered(List.of(light, heavy, none), random).get(0).equals(heavy))
                .count();
        assertThat(heavyFirst).isBetween(680L, 800L);
    }

    @Test
    void everyOneIsThereOnce() {
        List<Service> all = List.of(new Service(1, 0, 1, "a"), new Service(1, 0, 2, "b"), new Service(2, 9, 3, "c"));
        assertThat(ServiceRecords.ordered(all, new Random(2))).containsExactlyInAnyOrderElementsOf(all);
    }
}
