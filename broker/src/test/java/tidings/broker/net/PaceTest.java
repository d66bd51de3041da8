package tidings.broker.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void asManyMayComeAtOnceAsInASecond() {
        Pace pace = new Pace(10, 0, 0);
        for (int i = 0; i < 10; i++) {
            assertThat(pace.took(1_000_000, 0)).isZero();
        }
        assertThat(pace.took(1, 0)).isEqualTo(SECOND / 10);
    }

    @Test
    void whoWaitsIsNotAheadAnyMore() {
        Pace pace = new Pace(10, 0, 0);
        long now = 0;
        for (int i = 0; i < 100; i++) {
            now += pace.took(1, now);
        }
        assertThat(now).isCloseTo(9 * SECOND, within(SECOND / 100));
    }

    @Test
    void aMessageLargerThanASecondIsPaidForAfterwards() {
        Pace pace = new Pace(0, 1_000, 0);
        assertThat(pace.took(3_000, 0)).isEqualTo(2 * SECOND);
        assertThat(pace.took(500, 2 * SECOND)).isEqualTo(SECOND / 2);
    }

    @Test
    void restIsNotSavedUpForMoreThanASecond() {
        Pace pace = new Pace(2, 0, 0);
        assertThat(pace.took(1, 100 * SECOND)).isZero();
        assertThat(pace.took(1, 100 * SECOND)).isZero();
        assertThat(pace.took(1, 100 * SECOND)).isEqualTo(SECOND / 2);
    }
}
