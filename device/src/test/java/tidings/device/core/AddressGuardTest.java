package tidings.device.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who tries one wrong token after the other.
class AddressGuardTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final AtomicLong now = new AtomicLong(1_800_000_000_000L);
    private final AddressGuard guard = guard(3);
    private final InetAddress somebody = address("203.0.113.7");

    private AddressGuard guard(int mostWrong) {
        return new AddressGuard(mostWrong, MINUTE, InetAddress::isLoopbackAddress,
                () -> Instant.ofEpochMilli(now.get()));
    }

    @Test
    void keepsAwayForAWhileWhoIsWrongTooOften() {
        wrong(somebody, 2);
        assertThat(guard.blockOf(somebody)).isZero();
        wrong(somebody, 1);
        assertThat(guard.blockOf(somebody)).isEqualTo(MINUTE);
        assertThat(guard.blockOf(address("203.0.113.8"))).isZero();
        now.addAndGet(59_999);
        assertThat(guard.blockOf(somebody)).isEqualTo(Duration.ofMillis(1));
        now.addAndGet(1);
        assertThat(guard.blockOf(somebody)).isZero();
        wrong(somebody, 2);
        assertThat(guard.blockOf(somebody)).as("it begins anew").isZero();
        assertThat(guard.tally()).isEqualTo(new AddressGuard.Tally(1, 2));
    }

    @Test
    void countsWhatIsWrongInARow() {
        for (int i = 0; i < 10; i++) {
            wrong(somebody, 2);
            guard.right(somebody);
        }
        assertThat(guard.blockOf(somebody)).isZero();
    }

    @Test
    void whoWasLookedAtMeanwhileChangesNothing() {
        wrong(somebody, 3);
        now.addAndGet(1_000);
        wrong(somebody, 5);
        assertThat(guard.blockOf(somebody)).isEqualTo(MINUTE.minusSeconds(1));
        assertThat(guard.tally().blocks()).isOne();
    }

    @ParameterizedTest
    @CsvSource({"2001:db8:1:2::7, 2001:db8:1:2:ffff::9, true", "2001:db8:1:2::7, 2001:db8:1:3::7, false",
        "203.0.113.7, 203.0.113.8, false", "::ffff:203.0.113.7, 203.0.113.7, true"})
    void anAddressOfIpv6IsAllThatOneMayHave(String one, String other, boolean same) {
        wrong(address(one), 3);
        assertThat(guard.blockOf(address(other)).isPositive()).isEqualTo(same);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1"})
    void whoIsSparedIsNeverKeptAway(String loopback) {
        wrong(address(loopback), 100);
        assertThat(guard.blockOf(address(loopback))).isZero();
    }

    @Test
    void withoutANumberNobodyIs() {
        AddressGuard open = guard(0);
        for (int i = 0; i < 1_000; i++) {
            open.wrong(somebody);
        }
        assertThat(open.blockOf(somebody)).isZero();
    }

    @Test
    void whoHasNoAddressIsNotCounted() {
        for (int i = 0; i < 10; i++) {
            guard.wrong(null);
        }
        assertThat(guard.blockOf(null)).isZero();
    }

    private void wrong(InetAddress address, int times) {
        for (int i = 0; i < times; i++) {
            guard.wrong(address);
        }
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
