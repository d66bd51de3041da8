package tidings.bench.brokers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamsTest {

    private final Streams streams = new Streams(2, 3);

    @Test
    void whatComesOnceAndInOrderIsInOrder() {
        for (int message = 0; message < 5; message++) {
            assertThat(streams.heard(1, 2, message)).isOne();
            assertThat(streams.heard(0, 2, message)).isOne();
        }
        says(0, 0, 0);
    }

    @Test
    void whatIsLeftOutIsDoneWithAndLost() {
        streams.heard(0, 0, 0);
        assertThat(streams.heard(0, 0, 3)).isEqualTo(3);
        says(2, 0, 0);
    }

    @Test
    void whatComesLateIsNotLostButOutOfOrder() {
        streams.heard(0, 0, 1);
        assertThat(streams.heard(0, 0, 0)).as("it was done with before").isZero();
        says(0, 1, 0);
    }

    @Test
    void whatComesTwiceIsDoubled() {
        streams.heard(0, 1, 0);
        assertThat(streams.heard(0, 1, 0)).isZero();
        says(0, 0, 1);
    }

    @Test
    void whatIsGivenUpIsLostUnlessItComesAfterAll() {
        streams.heard(1, 1, 0);
        assertThat(streams.giveUp(1, 1, 3)).isEqualTo(2);
        says(2, 0, 0);
        streams.heard(1, 1, 2);
        says(1, 1, 0);
    }

    private void says(long lost, long disordered, long doubled) {
        assertThat(streams.lost()).isEqualTo(lost);
        assertThat(streams.disordered()).isEqualTo(disordered);
        assertThat(streams.doubled()).isEqualTo(doubled);
    }
}
