package tidings.device.alarm;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Refusal;
import tidings.device.core.Secrets;
import tidings.device.json.Json;
import tidings.device.json.Readings;
import tidings.device.json.Value;
import tidings.device.store.Alarm;
import tidings.device.store.AlarmRule;
import tidings.device.store.AlarmRuleTable;
import tidings.device.store.AlarmTable;
import tidings.device.store.AlarmWaitTable;
import tidings.device.store.Device;
import tidings.device.store.DeviceTable;
import tidings.device.store.Page;
import tidings.device.store.ProfileTable;
import tidings.device.store.Severity;
import tidings.device.store.Store;
import tidings.storage.Statements;
import tools.jackson.databind.node.ObjectNode;

/// Alarms and the rules that raise them. Blocks, except [#reported].
///
/// Of each device one alarm of a type is open at most; who raises it again changes its severity.
public final class Alarms implements AutoCloseable {

    private static final int MOST_RULES = 10_000;

    private final Store store;
    private final Secrets secrets;
    private final InstantSource clock;
    private final Watch watch;

    public Alarms(Store store, Secrets secrets, InstantSource clock) {
        this.store = store;
        this.secrets = secrets;
        this.clock = clock;
        this.watch = new Watch(this, store, clock);
        changed();
    }

    /// What is said of an alarm that a rule did not raise.
    public record Draft(String type, Severity severity, long started, String details) {}

    /// A device has reported something, which is stored. Does not block: it is looked at elsewhere, and only where a rule
    /// has one of its keys.
    public void reported(long device, Readings readings) {
        watch.reported(device, readings);
    }

    /// How many messages were not looked at, since there were too many.
    public long overlooked() {
        return watch.overlooked();
    }

    /// Time has passed: what has been so for long enough becomes an alarm. To be called every few seconds.
    public void tick() {
        watch.tick();
    }

    /// What is known of a device may be wrong: it has another profile, or is gone.
    public void forget(long device) {
        watch.forget(device);
    }

    /// Waits until what was reported has been looked at.
    public void settle() {
        watch.settle();
    }

    /// Makes a rule, or changes the one of its id.
    ///
    /// @param seen the version that was seen, or null where nobody looked
    /// @throws Refusal if there is no such rule, profile or device, or there are too many
    public AlarmRule save(AlarmRule draft, boolean isNew, @Nullable Long seen) {
        AlarmRule saved = store.database().write(on -> {
            if (draft.profile() != null && ProfileTable.byId(on, draft.profile()) == null) {
                throw Refusal.badRequest("The rule refers to a device profile that does not exist");
            }
            if (isNew && AlarmRuleTable.count(on) >= MOST_RULES) {
                throw Refusal.badRequest("There are at most " + MOST_RULES + " rules");
            }
            AlarmRule before = isNew ? null : AlarmRuleTable.byId(on, draft.id());
            if (!isNew && before == null) {
                throw noRule(draft.id());
            }
            if (before != null) {
                Refusal.unlessCurrent("rule", seen, before.version());
            }
            AlarmRule after = new AlarmRule(
                    before == null ? secrets.uuid() : before.id(), before == null ? clock.millis() : before.created(),
                    draft.name(), draft.key(), draft.operation(), draft.value(), draft.hysteresis(),
                    draft.durationMillis(), draft.severity(), draft.profile(), draft.device(), draft.enabled(),
                    before == null ? 1 : before.version() + 1);
            AlarmWaitTable.deleteAll(on, after.id());
            AlarmRuleTable.put(on, after);
            return after;
        });
        changed();
        return saved;
    }

    /// The rule of an id.
    ///
    /// @throws Refusal if there is none
    public AlarmRule rule(UUID id) {
        return store.database()
                .query(on -> Optional.ofNullable(AlarmRuleTable.byId(on, id)))
                .orElseThrow(() -> noRule(id));
    }

    public Page<AlarmRule> rules(Page.Query query) {
        return store.database().query(on -> AlarmRuleTable.page(on, query));
    }

    /// Deletes a rule. Its open alarms stay until somebody clears them.
    public void deleteRule(UUID id) {
        rule(id);
        store.database().write(on -> {
            AlarmRuleTable.delete(on, id);
            return 0;
        });
        changed();
    }

    private void changed() {
        watch.use(store.database().query(AlarmRuleTable::enabled));
    }

    /// The alarm of an id.
    ///
    /// @throws Refusal if there is none
    public Alarm byId(UUID id) {
        return store.database().query(on -> Optional.ofNullable(AlarmTable.byId(on, id))).orElseThrow(() -> gone(id));
    }

    public Page<Alarm> page(AlarmTable.Filter filter, Page.Query query) {
        return store.database().query(on -> AlarmTable.page(on, filter, query));
    }

    /// How many are open, by severity, of a customer or of all with null.
    public Map<Severity, Long> countOpen(@Nullable UUID customer) {
        return store.database().query(on -> AlarmTable.countOpen(on, customer));
    }

    public List<String> types(@Nullable UUID customer) {
        return store.database().query(on -> AlarmTable.types(on, customer));
    }

    /// Somebody or some script raises an alarm, or changes the open one of the same type.
    public Alarm raise(Device device, Draft draft) {
        return store.database().write(on -> raise(on, device, null, draft));
    }

    /// A rule raises an alarm.
    void raise(long device, AlarmRule rule, long ts, Value value) {
        ObjectNode details = Json.object().put("key", rule.key());
        details.set("value", Json.of(value));
        details.set("threshold", Json.of(rule.value()));
        store.database().write(on -> {
            Device known = DeviceTable.byNo(on, device);
            if (known != null) {
                raise(on, known, rule.id(), new Draft(rule.name(), rule.severity(), ts, Json.text(details)));
            }
            return 0;
        });
    }

    private Alarm raise(Statements on, Device device, @Nullable UUID rule, Draft draft) throws SQLException {
        Alarm open = AlarmTable.open(on, device.no(), draft.type());
        long now = clock.millis();
        Alarm alarm = open == null
                ? new Alarm(
                        secrets.uuid(), device.no(), device.id(), device.name(), device.label(), device.customer(),
                        rule,
                        draft.type(), draft.severity(), now, draft.started(), draft.started(), 0, 0, draft.details())
                : new Alarm(
                        open.id(), open.device(), open.deviceId(), open.deviceName(), open.deviceLabel(),
                        open.customer(), open.rule(), open.type(), draft.severity(), open.created(), open.started(),
                        now, open.acknowledged(), 0, draft.details());
        return put(on, alarm, open == null ? "RAISED" : "CHANGED");
    }

    /// Somebody knows of it.
    public Alarm acknowledge(UUID id) {
        return store.database().write(on -> {
            Alarm alarm = find(on, id);
            if (alarm.acknowledged() > 0) {
                throw Refusal.badRequest("Alarm was already acknowledged!");
            }
            return put(on, with(alarm, clock.millis(), alarm.cleared()), "ACKNOWLEDGED");
        });
    }

    /// Somebody says that it is over. If it is not, the next value raises it again.
    public Alarm clear(UUID id) {
        Alarm cleared = store.database().write(on -> {
            Alarm alarm = find(on, id);
            if (alarm.cleared() > 0) {
                throw Refusal.badRequest("Alarm was already cleared!");
            }
            return put(on, with(alarm, alarm.acknowledged(), clock.millis()), "CLEARED");
        });
        watch.forget(cleared.device());
        return cleared;
    }

    /// A rule says that it is over.
    void clear(long device, AlarmRule rule) {
        store.database().write(on -> {
            Alarm open = AlarmTable.open(on, device, rule.name());
            if (open != null) {
                put(on, with(open, open.acknowledged(), clock.millis()), "CLEARED");
            }
            return 0;
        });
    }

    public void delete(UUID id) {
        Alarm alarm = byId(id);
        store.database().write(on -> {
            AlarmTable.delete(on, id);
            return 0;
        });
        watch.forget(alarm.device());
    }

    @Override
    public void close() {
        watch.close();
    }

    private Alarm put(Statements on, Alarm alarm, String what) throws SQLException {
        AlarmTable.put(on, alarm);
        if (store.events().wants("ALARM")) {
            ObjectNode body = Json.object()
                    .put("event", what)
                    .put("alarmId", alarm.id().toString())
                    .put("alarmType", alarm.type())
                    .put("severity", alarm.severity().name())
                    .put("status", alarm.status());
            body.set("details", Json.MAPPER.readTree(alarm.details()));
            store.events().add(on, alarm.device(), clock.millis(), "ALARM", Json.text(body));
        }
        return alarm;
    }

    private static Alarm find(Statements on, UUID id) throws SQLException {
        Alarm alarm = AlarmTable.byId(on, id);
        if (alarm == null) {
            throw gone(id);
        }
        return alarm;
    }

    private static Alarm with(Alarm alarm, long acknowledged, long cleared) {
        return new Alarm(
                alarm.id(), alarm.device(), alarm.deviceId(), alarm.deviceName(), alarm.deviceLabel(), alarm.customer(),
                alarm.rule(), alarm.type(), alarm.severity(), alarm.created(), alarm.started(),
                Math.max(alarm.ended(), cleared), acknowledged, cleared, alarm.details());
    }

    private static Refusal gone(UUID id) {
        return Refusal.notFound("Alarm with id [" + id + "] is not found");
    }

    private static Refusal noRule(UUID id) {
        return Refusal.notFound("Alarm rule with id [" + id + "] is not found");
    }
}
