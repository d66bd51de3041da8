package tidings.device.core;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.spi.AddressBlock;

/// Keeps an address away for a while from which one wrong token of a device comes after the other, with no right one in
/// between. Behind an address may be a whole factory, so what is counted is what goes wrong in a row. An address of IPv6 is
/// its /64: whoever has one has all of it.
///
/// Any thread may use it.
public final class AddressGuard {

    private static final Logger LOG = LoggerFactory.getLogger(AddressGuard.class);
    private static final int REMEMBERED = 10_000;

    private final int mostWrong;
    private final Duration blockTime;
    private final Predicate<InetAddress> spared;
    private final InstantSource clock;
    private final Map<AddressBlock, Tries> tries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AddressBlock, Tries> eldest) {
            return size() > REMEMBERED;
        }
    };
    private long blocks;
    private long turnedAway;

    /// @param mostWrong in a row; 0 for any number
    /// @param spared who is never kept away
    public AddressGuard(int mostWrong, Duration blockTime, Predicate<InetAddress> spared, InstantSource clock) {
        this.mostWrong = mostWrong;
        this.blockTime = blockTime;
        this.spared = spared;
        this.clock = clock;
    }

    /// @param wrong in a row
    /// @param until when it is kept away; 0 where it is not
    private record Tries(int wrong, long until) {}

    /// What has been done since the server began.
    ///
    /// @param blocks how often an address was kept away from then on
    /// @param turnedAway logins and requests that were not looked at
    public record Tally(long blocks, long turnedAway) {}

    public synchronized Tally tally() {
        return new Tally(blocks, turnedAway);
    }

    /// For how much longer nobody is to be let in from an address; zero where anybody may be. Whoever asks turns away whom
    /// he asks for.
    public synchronized Duration blockOf(@Nullable InetAddress address) {
        AddressBlock key = key(address);
        Tries known = key == null ? null : tries.get(key);
        long left = known == null ? 0 : known.until() - clock.millis();
        if (left <= 0) {
            return Duration.ZERO;
        }
        turnedAway++;
        return Duration.ofMillis(left);
    }

    /// Somebody had wrong credentials.
    public synchronized void wrong(@Nullable InetAddress address) {
        AddressBlock key = key(address);
        if (key == null) {
            return;
        }
        Tries before = tries.get(key);
        if (before != null && before.until() > clock.millis()) {
            return; // it was being looked at when the others failed
        }
        int wrong = before == null || before.until() > 0 ? 1 : before.wrong() + 1;
        if (wrong < mostWrong) {
            tries.put(key, new Tries(wrong, 0));
            return;
        }
        tries.put(key, new Tries(wrong, clock.millis() + blockTime.toMillis()));
        blocks++;
        LOG.warn("ip={} is kept away for {} s: {} wrong credentials of devices in a row (--max-wrong-credentials)",
                address == null ? "" : address.getHostAddress(), blockTime.toSeconds(), wrong);
    }

    /// A device came in.
    public synchronized void right(@Nullable InetAddress address) {
        AddressBlock key = key(address);
        if (key != null) {
            tries.remove(key);
        }
    }

    /// What is counted, or null for what is not.
    private @Nullable AddressBlock key(@Nullable InetAddress address) {
        return mostWrong == 0 || address == null || spared.test(address) ? null : AddressBlock.of(address);
    }
}
