package tidings.device.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.device.json.Value;
import tidings.device.store.AttributeTable;
import tidings.device.store.ClaimTable;
import tidings.device.store.ClaimTable.Claim;
import tidings.device.store.Device;
import tidings.device.store.DeviceTable;
import tidings.device.store.Scope;
import tidings.device.store.Store;
import tidings.storage.Statements;

/// A device offers itself for a while; who knows its secret makes it his (DEVICE_API 8).
public final class Claims {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);
    private static final int ATTEMPTS = 5;
    private static final String ALLOWED = "claimingAllowed";

    private final Store store;
    private final InstantSource clock;
    private final Duration usualDuration;
    private final boolean allowedByDefault;

    /// @param usualDuration of an offer that names none
    /// @param allowedByDefault whether devices may offer themselves of which the server has not noted it
    public Claims(Store store, InstantSource clock, Duration usualDuration, boolean allowedByDefault) {
        this.store = store;
        this.clock = clock;
        this.usualDuration = usualDuration;
        this.allowedByDefault = allowedByDefault;
    }

    /// What became of a claim.
    public enum Outcome {
        SUCCESS,
        FAILURE,
        CLAIMED
    }

    /// A claim, and the device if it succeeded.
    public record Claimed(Outcome outcome, @Nullable Device device) {}

    /// Whether a device may be claimed.
    ///
    /// @param until in milliseconds since 1970, or null where it does not offer itself
    /// @param customer who has it, or null
    public record State(@Nullable Long until, @Nullable UUID customer) {

        /// As the REST API says it.
        public String name() {
            return customer != null ? "CLAIMED" : until != null ? "CLAIMABLE" : "UNCLAIMED";
        }
    }

    /// A device offers itself, within a change. Its newest offer counts; a device that has an owner offers nothing.
    ///
    /// @param durationMillis 0 or less for the usual one
    public void offer(Statements on, long no, String secret, long durationMillis) throws SQLException {
        Device device = DeviceTable.byNo(on, no);
        if (device == null) {
            return;
        }
        if (device.customer() != null) {
            LOG.info("device={} offers itself, but has an owner", device.id());
            return;
        }
        if (!allowedByDefault && !isAllowed(on, no)) {
            LOG.info("device={} offers itself, but must not: its server attribute {} is not true", device.id(),
                    ALLOWED);
            return;
        }
        long duration = durationMillis > 0 ? durationMillis : usualDuration.toMillis();
        ClaimTable.put(on, no, new Claim(secret, clock.millis() + duration, 0));
    }

    /// A customer claims a device. Blocks.
    ///
    /// @throws Refusal if there is no such device
    public Claimed claim(String deviceName, UUID customer, String secret) {
        return store.database().write(on -> {
            Device device = DeviceTable.byName(on, deviceName);
            if (device == null) {
                throw Refusal.notFound("Device with name [" + deviceName + "] is not found");
            }
            if (device.customer() != null) {
                return new Claimed(Outcome.CLAIMED, null);
            }
            if (!isRight(on, device.no(), secret)) {
                return new Claimed(Outcome.FAILURE, null);
            }
            ClaimTable.delete(on, device.no());
            Devices.give(on, device, customer);
            return new Claimed(Outcome.SUCCESS, DeviceTable.byNo(on, device.no()));
        });
    }

    /// Whether a device may be claimed now. Blocks.
    public State state(Device device) {
        return store.database().query(on -> {
            Claim claim = device.customer() == null ? ClaimTable.of(on, device.no()) : null;
            return new State(claim == null || isOver(claim) ? null : claim.expires(), device.customer());
        });
    }

    private boolean isOver(Claim claim) {
        return claim.expires() <= clock.millis() || claim.attempts() >= ATTEMPTS;
    }

    /// A wrong secret does not end the offer, but nobody may guess for long.
    private boolean isRight(Statements on, long device, String secret) throws SQLException {
        Claim claim = ClaimTable.of(on, device);
        if (claim == null) {
            return false;
        }
        if (isOver(claim)) {
            ClaimTable.delete(on, device);
            return false;
        }
        boolean right = MessageDigest.isEqual(
                claim.secret().getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
        if (!right) {
            ClaimTable.put(on, device, new Claim(claim.secret(), claim.expires(), claim.attempts() + 1));
        }
        return right;
    }

    private static boolean isAllowed(Statements on, long device) throws SQLException {
        return new Value.Bool(true).equals(AttributeTable.value(on, device, Scope.SERVER, ALLOWED));
    }
}
