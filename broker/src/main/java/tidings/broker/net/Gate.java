package tidings.broker.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.Limits;
import tidings.broker.spi.AddressBlock;
import tidings.mqtt.ReasonCode;

/// How many come, and how fast: of all that have not logged in yet, and of each address. Behind one address, or one /64 of
/// IPv6, may be one attacker or a whole factory, so the limits are wide by default.
///
/// Any loop may use it.
final class Gate {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final long BETWEEN_WARNINGS = TimeUnit.SECONDS.toNanos(10);
    private static final long BETWEEN_SWEEPS = TimeUnit.MINUTES.toNanos(1);

    private final Supplier<Limits> limits;
    private final LongSupplier nanoTime;
    private final AtomicInteger pending = new AtomicInteger();
    private final Map<AddressBlock, Origin> origins = new ConcurrentHashMap<>();
    private final AtomicLong nextWarning;
    private final AtomicLong nextSweep;

    /// @param limits that hold now
    /// @param nanoTime a monotonic clock
    Gate(Supplier<Limits> limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.nextWarning = new AtomicLong(nanoTime.getAsLong());
        this.nextSweep = new AtomicLong(nanoTime.getAsLong() + BETWEEN_SWEEPS);
    }

    /// One connection, from its beginning to its end.
    final class Visit {
        private final @Nullable Origin origin;
        private final @Nullable ReasonCode objection;
        private boolean isPending = true;

        private Visit(@Nullable Origin origin, @Nullable ReasonCode objection) {
            this.origin = origin;
            this.objection = objection;
        }

        /// Why it is not to be let in whoever it is, or null.
        @Nullable
        ReasonCode objection() {
            boolean mayTry = origin == null || origin.mayLogIn(nanoTime.getAsLong());
            return objection == null && !mayTry ? ReasonCode.CONNECTION_RATE_EXCEEDED : objection;
        }

        /// Its login has failed.
        void loginFailed() {
            if (origin != null) {
                origin.loginFailed(nanoTime.getAsLong());
            }
        }

        /// It is in.
        void in() {
            if (isPending) {
                isPending = false;
                pending.decrementAndGet();
            }
        }

        /// It is over.
        void left() {
            in();
            if (origin != null) {
                origin.left();
            }
        }
    }

    /// A connection comes.
    ///
    /// @return null if it is to be closed at once
    @Nullable
    Visit enter(@Nullable SocketAddress remote) {
        if (pending.incrementAndGet() > limits.get().pendingConnects()) {
            pending.decrementAndGet();
            warn("too many connections have not logged in yet (--max-pending-connects)", remote);
            return null;
        }
        long now = nanoTime.getAsLong();
        sweep(now);
        AddressBlock key = key(remote);
        if (key == null) {
            return new Visit(null, null);
        }
        Origin origin = origins.compute(key, (any, known) -> {
            Origin one = known == null ? new Origin(limits.get(), now) : known;
            one.entered();
            return one;
        });
        ReasonCode objection = origin.objection(now);
        if (objection != null) {
            warn("too many connections from its address (--max-connections-per-address), or too fast"
                    + " (--max-connects-per-address)",
                    remote);
        }
        return new Visit(origin, objection);
    }

    private void warn(String why, @Nullable SocketAddress remote) {
        long now = nanoTime.getAsLong();
        long next = nextWarning.get();
        if (now - next >= 0 && nextWarning.compareAndSet(next, now + BETWEEN_WARNINGS)) {
            LOG.warn("ip={} refused: {}", remote, why);
        }
    }

    /// Forgets addresses that nobody is at and that have no more to make up for.
    private void sweep(long now) {
        long next = nextSweep.get();
        if (now - next >= 0 && nextSweep.compareAndSet(next, now + BETWEEN_SWEEPS)) {
            for (AddressBlock key : origins.keySet()) {
                origins.computeIfPresent(key, (any, origin) -> origin.isForgettable(now) ? null : origin);
            }
        }
    }

    private static @Nullable AddressBlock key(@Nullable SocketAddress remote) {
        InetAddress address = remote instanceof InetSocketAddress internet ? internet.getAddress() : null;
        return address == null ? null : AddressBlock.of(address);
    }
}
