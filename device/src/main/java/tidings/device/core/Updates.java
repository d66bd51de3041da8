package tidings.device.core;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.device.json.Readings;
import tidings.device.store.Device;
import tidings.device.store.DeviceTable;
import tidings.device.store.OtaPackage;
import tidings.device.store.OtaUpdate;
import tidings.device.store.OtaUpdate.State;
import tidings.device.store.OtaUpdateTable;
import tidings.device.store.Outcome;
import tidings.device.store.RolloutTable;
import tidings.device.store.Saving;
import tidings.device.store.Store;
import tidings.device.store.Telemetry;
import tidings.storage.Statements;
import tidings.storage.StorageException;

/// How far devices are with their firmware and software (DEVICE_API 10.5): by what they are told, what they fetch, and what
/// they report. Where too many fail, the rollout of a package pauses.
///
/// Any thread may use it; nothing blocks, except where it says so.
public final class Updates implements Telemetry.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Updates.class);

    private final Store store;
    private final InstantSource clock;
    private final Announcements announcements;
    /// What was fetched since the last [#tick].
    private final Map<Subject, Fetched> fetched = new ConcurrentHashMap<>();

    public Updates(Store store, Announcements announcements, InstantSource clock) {
        this.store = store;
        this.announcements = announcements;
        this.clock = clock;
    }

    private record Subject(long device, OtaPackage.Type type) {}

    private record Fetched(UUID ota, long bytes, long size) {

        Fetched or(Fetched later) {
            return later.ota.equals(ota) && later.bytes < bytes ? this : later;
        }
    }

    /// What is known of a device. Blocks.
    public Optional<OtaUpdate> of(Device device, OtaPackage.Type type) {
        return store.database().query(on -> Optional.ofNullable(OtaUpdateTable.of(on, device.no(), type)));
    }

    /// Devices that have failed, the latest first; of a customer, or of all with null. Blocks.
    public List<OtaUpdateTable.Failure> failures(@Nullable UUID customer, int most) {
        return store.database().query(on -> OtaUpdateTable.failures(on, customer, most));
    }

    /// A device has fetched a file up to some byte.
    public void fetched(long device, OtaPackage ota, long bytes) {
        long size = ota.size() == null ? 0 : ota.size();
        fetched.merge(new Subject(device, ota.type()), new Fetched(ota.id(), Math.min(bytes, size), size), Fetched::or);
    }

    /// Writes what was fetched. To be called every few seconds. Blocks.
    public void tick() {
        Map<Subject, Fetched> some = new HashMap<>();
        for (Subject subject : List.copyOf(fetched.keySet())) {
            Fetched now = fetched.remove(subject);
            if (now != null) {
                some.put(subject, now);
            }
        }
        if (some.isEmpty()) {
            return;
        }
        store.database().write(on -> {
            for (Map.Entry<Subject, Fetched> one : some.entrySet()) {
                note(on, one.getKey(), one.getValue());
            }
            return 0;
        });
    }

    @Override
    public void stored(long device, Readings readings) {
        for (int i = 0; i < readings.size(); i++) {
            String key = readings.key(i);
            if (key.length() == 8 && key.endsWith("_state") && readings.type(i) == Readings.Type.TEXT) {
                for (OtaPackage.Type type : OtaPackage.Type.values()) {
                    if (key.startsWith(type.prefix())) {
                        reported(new Subject(device, type), readings.text(i), error(readings, type));
                    }
                }
            }
        }
    }

    private static @Nullable String error(Readings readings, OtaPackage.Type type) {
        for (int i = 0; i < readings.size(); i++) {
            if (readings.key(i).equals(type.prefix() + "_error")) {
                return readings.value(i).asText();
            }
        }
        return null;
    }

    private void reported(Subject subject, String said, @Nullable String error) {
        State state = Arrays.stream(State.values()).filter(one -> one.name().equals(said)).findFirst().orElse(null);
        if (state == null) {
            return;
        }
        UUID[] failing = new UUID[1];
        store.database().writer().offer(new Saving(on -> {
            failing[0] = note(on, subject, state, error);
        }, new Outcome() {
            @Override
            public void stored() {
                UUID profile = failing[0];
                if (profile != null) {
                    LOG.warn("profile={} The rollout of its {} pauses: too many devices failed", profile,
                            subject.type().prefix());
                    announcements.announceInBackground(profile);
                }
            }

            @Override
            public void failed(StorageException why) {
                LOG.warn("device={} The state of its update is not known: {}", subject.device(), why.getMessage());
            }
        }, 256));
    }

    /// @return the profile whose rollout pauses because of this, or null
    private @Nullable UUID note(Statements on, Subject subject, State state, @Nullable String error)
            throws SQLException {
        OtaUpdate before = OtaUpdateTable.of(on, subject.device(), subject.type());
        if (before == null || (before.state() == state && before.error() == null)) {
            return null;
        }
        OtaUpdateTable.put(on, new OtaUpdate(
                subject.device(), subject.type(), before.ota(), state, before.served(), error, clock.millis()));
        if (state != State.FAILED) {
            return null;
        }
        Device device = DeviceTable.byNo(on, subject.device());
        boolean pauses = device != null
                && RolloutTable.pauseIfFailing(on, device.profile(), subject.type(), before.ota(), clock.millis());
        return device != null && pauses ? device.profile() : null;
    }

    /// Fetching is a state only as long as the device has not said another.
    private void note(Statements on, Subject subject, Fetched now) throws SQLException {
        OtaUpdate before = OtaUpdateTable.of(on, subject.device(), subject.type());
        if (before == null || !before.ota().equals(now.ota())) {
            return;
        }
        State state = switch (before.state()) {
            case QUEUED, INITIATED, DOWNLOADING -> now.bytes() < now.size() ? State.DOWNLOADING : State.DOWNLOADED;
            case DOWNLOADED, VERIFIED, UPDATING, UPDATED, FAILED -> before.state();
        };
        OtaUpdateTable.put(on, new OtaUpdate(
                subject.device(), subject.type(), now.ota(), state, Math.max(before.served(), now.bytes()),
                before.error(), clock.millis()));
    }
}
