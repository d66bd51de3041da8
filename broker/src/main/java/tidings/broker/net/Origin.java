package tidings.broker.net;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tidings.broker.Limits;
import tidings.mqtt.ReasonCode;

/// Where connections come from: one address. Any loop may use it.
final class Origin {

    private final int mostConnections;
    private final Allowance connects;
    private final Allowance failures;
    private int connections;

    Origin(Limits limits, long now) {
        this.mostConnections = limits.connectionsPerAddress();
        this.connects = new Allowance(limits.connectsPerAddress(), TimeUnit.SECONDS.toNanos(1), now);
        this.failures = new Allowance(limits.loginFailuresPerAddress(), TimeUnit.MINUTES.toNanos(1), now);
    }

    /// So much in a time; what is not used is saved up to as much again and no more.
    private static final class Allowance {
        private final double most;
        private final double perNano;
        private double left;
        private long counted;

        Allowance(int count, long nanos, long now) {
            this.most = count;
            this.perNano = count / (double) nanos;
            this.left = count;
            this.counted = now;
        }

        boolean has(long now) {
            left = Math.min(most, left + Math.max(0, now - counted) * perNano);
            counted = now;
            return left >= 1;
        }

        void take() {
            left = Math.max(0, left - 1);
        }

        boolean isWhole(long now) {
            has(now);
            return left >= most;
        }
    }

    synchronized void entered() {
        connections++;
    }

    synchronized void left() {
        connections--;
    }

    /// Why a connection that has entered is not to be let in, or null.
    synchronized @Nullable ReasonCode objection(long now) {
        if (!connects.has(now)) {
            return ReasonCode.CONNECTION_RATE_EXCEEDED;
        }
        connects.take();
        return connections > mostConnections ? ReasonCode.QUOTA_EXCEEDED : null;
    }

    synchronized boolean mayLogIn(long now) {
        return failures.has(now);
    }

    synchronized void loginFailed(long now) {
        failures.has(now);
        failures.take();
    }

    synchronized boolean isForgettable(long now) {
        return connections == 0 && connects.isWhole(now) && failures.isWhole(now);
    }
}
