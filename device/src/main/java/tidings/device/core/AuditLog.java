package tidings.device.core;

import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.device.store.AuditTable;
import tidings.device.store.AuditTable.Entry;
import tidings.device.store.Page;
import tidings.device.store.Store;
import tidings.device.store.User;

/// Who did what, and what he was not allowed to: for as long as the operator wants to know it. Any thread may use it.
public final class AuditLog {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final int FORGOTTEN_AT_ONCE = 1_000;

    private final Store store;
    private final Secrets secrets;
    private final InstantSource clock;
    private final Duration kept;

    /// @param kept for how long
    public AuditLog(Store store, Secrets secrets, InstantSource clock, Duration kept) {
        this.store = store;
        this.secrets = secrets;
        this.clock = clock;
        this.kept = kept;
    }

    /// What something was done to.
    ///
    /// @param type as ids name it, such as DEVICE
    public record Subject(@Nullable String type, @Nullable UUID id, @Nullable String name) {}

    /// Notes what somebody did. Does not wait for it.
    ///
    /// @param data what is known of it, as a JSON object; nothing secret
    /// @param failure why nothing came of it, or null
    public void add(User user, String action, Subject subject, String data, @Nullable String failure) {
        Entry entry = new Entry(
                secrets.uuid(), clock.millis(), user.id(), user.email(), subject.type(), subject.id(), subject.name(),
                action, data, failure);
        store.database().writer().submit(on -> {
            AuditTable.insert(on, entry);
            return 0;
        }).exceptionally(why -> {
            LOG.warn("user={} action={} is not in the audit log: {}", user.email(), action, why.getMessage());
            return 0;
        });
    }

    /// Blocks.
    public Page<Entry> page(AuditTable.Filter filter, Page.Query query) {
        return store.database().query(on -> AuditTable.page(on, filter, query));
    }

    /// Forgets what is too old, a little at a time. To be called now and then. Blocks.
    public void tick() {
        long before = clock.millis() - kept.toMillis();
        store.database().write(on -> AuditTable.deleteSome(on, before, FORGOTTEN_AT_ONCE));
    }
}
