package tidings.device.core;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.device.json.Readings;
import tidings.device.json.Value;
import tidings.device.store.Attribute;
import tidings.device.store.AttributeTable;
import tidings.device.store.Device;
import tidings.device.store.DeviceTable;
import tidings.device.store.OtaPackage;
import tidings.device.store.OtaUpdate;
import tidings.device.store.OtaUpdate.State;
import tidings.device.store.OtaUpdateTable;
import tidings.device.store.PackageTable;
import tidings.device.store.Scope;
import tidings.device.store.Store;
import tidings.storage.StorageException;

/// Tells devices which firmware and software they are to have, by shared attributes (DEVICE_API 10.1). Blocks.
public final class Announcements {

    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
    private static final List<String> NAMES =
            List.of("title", "version", "tag", "size", "checksum", "checksum_algorithm", "url");
    private static final int DEVICES_AT_ONCE = 500;
    private static final int MOST_FAILURES = 60;
    private static final long AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Store store;
    private final Attributes attributes;
    private final InstantSource clock;
    private final long nanosBetween;

    /// @param aMinute how many devices of a profile are told in a minute; 0 for all at once
    public Announcements(Store store, Attributes attributes, InstantSource clock, int aMinute) {
        this.store = store;
        this.attributes = attributes;
        this.clock = clock;
        this.nanosBetween = aMinute == 0 ? 0 : TimeUnit.MINUTES.toNanos(1) / aMinute;
    }

    /// As [#announce], to all devices of a profile.
    void announceInBackground(UUID profile) {
        Thread.ofVirtual().name("announce").start(() -> announceAll(profile));
    }

    /// While the server has too much to do, this waits: nobody else would tell the rest of the devices.
    private void announceAll(UUID profile) {
        long last = 0;
        int failures = 0;
        while (failures < MOST_FAILURES) {
            long from = last;
            try {
                List<Device> some =
                        store.database().query(on -> DeviceTable.ofProfile(on, profile, from, DEVICES_AT_ONCE));
                if (some.isEmpty()) {
                    return;
                }
                for (Device device : some) {
                    if (announce(device)) {
                        LockSupport.parkNanos(nanosBetween);
                    }
                    last = device.no();
                }
                failures = 0;
            } catch (StorageException busy) {
                if (store.isClosed()) {
                    return;
                }
                failures++;
                LOG.debug("profile={} devices are told later: {}", profile, busy.getMessage());
                LockSupport.parkNanos(AFTER_FAILURE_NANOS);
            }
        }
        LOG.warn("profile={} not all devices were told of new firmware or software; save the profile again", profile);
    }

    /// Tells a device, unless it was told the same before.
    ///
    /// @return whether it was told anything
    boolean announce(Device device) {
        boolean told = false;
        for (OtaPackage.Type type : OtaPackage.Type.values()) {
            OtaPackage assigned = store.database()
                    .query(on -> Optional.ofNullable(PackageTable.assigned(on, device, type)))
                    .filter(ota -> ota.hasData() || ota.url() != null)
                    .orElse(null);
            told |= announce(device, type, assigned);
        }
        return told;
    }

    private boolean announce(Device device, OtaPackage.Type type, @Nullable OtaPackage assigned) {
        List<String> keys = NAMES.stream().map(name -> type.prefix() + "_" + name).toList();
        List<Attribute> told = store.database().query(on -> AttributeTable.list(on, device.no(), Scope.SHARED, keys));
        if (assigned == null) {
            if (!told.isEmpty()) {
                attributes.delete(device.no(), Scope.SHARED, keys);
                store.database().write(on -> {
                    OtaUpdateTable.delete(on, device.no(), type);
                    return 0;
                });
            }
            return !told.isEmpty();
        }
        Readings wanted = describe(type.prefix(), assigned);
        if (isSame(told, wanted)) {
            return false;
        }
        List<String> stale = new ArrayList<>(told.stream().map(Attribute::key).toList());
        for (int i = 0; i < wanted.size(); i++) {
            stale.remove(wanted.key(i));
        }
        if (!stale.isEmpty()) {
            attributes.delete(device.no(), Scope.SHARED, stale);
        }
        note(device, assigned, State.QUEUED);
        note(device, assigned, State.INITIATED); // before it is told, since it may answer at once
        attributes.write(device.no(), Scope.SHARED, wanted);
        return true;
    }

    private Readings describe(String prefix, OtaPackage ota) {
        Readings all = new Readings();
        add(all, prefix + "_title", ota.title());
        add(all, prefix + "_version", ota.version());
        add(all, prefix + "_tag", ota.tag());
        add(all, prefix + "_url", ota.url());
        if (ota.size() != null) {
            all.add(prefix + "_size", clock.millis(), new Value.Whole(ota.size()));
        }
        add(all, prefix + "_checksum", ota.checksum());
        add(all, prefix + "_checksum_algorithm", ota.checksumAlgorithm());
        return all;
    }

    /// Writes in the name of the device how far the update is.
    private void note(Device device, OtaPackage ota, State state) {
        OtaUpdate update = new OtaUpdate(device.no(), ota.type(), ota.id(), state, 0, null, clock.millis());
        store.database().write(on -> {
            OtaUpdateTable.put(on, update);
            return 0;
        });
        String prefix = ota.type().prefix();
        Readings all = new Readings();
        if (state == State.QUEUED) {
            add(all, "target_" + prefix + "_title", ota.title());
            add(all, "target_" + prefix + "_version", ota.version());
            all.add("target_" + prefix + "_ts", clock.millis(), new Value.Whole(clock.millis()));
        }
        add(all, prefix + "_state", state.name());
        store.telemetry().store(device.no(), all);
    }

    private static boolean isSame(List<Attribute> told, Readings wanted) {
        if (told.size() != wanted.size()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            String key = wanted.key(i);
            Value value = wanted.value(i);
            if (told.stream().noneMatch(one -> one.key().equals(key) && one.value().equals(value))) {
                return false;
            }
        }
        return true;
    }

    private void add(Readings all, String key, @Nullable String text) {
        if (text != null) {
            all.add(key, clock.millis(), new Value.Text(text));
        }
    }
}
