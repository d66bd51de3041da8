package tidings.device.sink;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.device.core.Refusal;
import tidings.device.core.Secrets;
import tidings.device.json.Json;
import tidings.device.spi.Sink;
import tidings.device.spi.SinkProvider;
import tidings.device.store.EventLog;
import tidings.device.store.SinkTable;
import tidings.device.store.SinkTable.SinkRow;
import tidings.device.store.Store;
import tidings.mqtt.Message;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Where events go: what people say of it, and who carries them. Blocks.
public final class Sinks implements AutoCloseable {

    /// All kinds of events.
    public static final List<String> KINDS = List.of("TELEMETRY", "ATTRIBUTES", "ALARM", "DEVICE");
    private static final Logger LOG = LoggerFactory.getLogger(Sinks.class);
    private static final int MOST = 50;

    private final Store store;
    private final Secrets secrets;
    private final InstantSource clock;
    private final Path folder;
    private final Courier.Limits limits;
    private final Map<String, SinkProvider> providers = new TreeMap<>();
    private final Map<UUID, Courier> couriers = new LinkedHashMap<>();

    /// @param folder where dead letters are put
    /// @param waitingEvents how many may wait for each sink
    /// @param deadLetterBytes of a file of dead letters; there are two of each sink
    /// @param broker takes messages, and tells whether it could
    public Sinks(
            Store store, Secrets secrets, InstantSource clock, Path folder, long waitingEvents, long deadLetterBytes,
            Predicate<Message> broker) {
        this.store = store;
        this.secrets = secrets;
        this.clock = clock;
        this.folder = folder;
        this.limits = new Courier.Limits(waitingEvents, deadLetterBytes);
        for (SinkProvider provider : List.of(new WebhookProvider(), new MqttProvider(broker))) {
            providers.put(provider.type(), provider);
        }
        ServiceLoader.load(SinkProvider.class).forEach(provider -> providers.put(provider.type(), provider));
    }

    /// What is said of a sink.
    ///
    /// @param configuration what its type wants to know
    public record Draft(
            String name,
            String type,
            boolean enabled,
            List<String> kinds,
            Map<String, String> configuration) {

        /// Without the configuration, which may be secret.
        @Override
        public String toString() {
            return "Draft[" + name + "]";
        }
    }

    /// A sink, and how it fares.
    ///
    /// @param waiting how many events are to be delivered, at most
    /// @param delivered how many arrived, since the server began
    /// @param dead how many became dead letters
    /// @param failures how many attempts failed
    /// @param retried how many events were sent once more after that, each time
    /// @param lastError of the last attempt, or null where that went well
    public record State(
            SinkRow sink,
            long waiting,
            long delivered,
            long dead,
            long failures,
            long retried,
            @Nullable String lastError) {}

    /// The types there are.
    public List<String> types() {
        return List.copyOf(providers.keySet());
    }

    /// Begins to carry.
    public synchronized void start() {
        for (SinkRow row : store.database().query(SinkTable::all)) {
            try {
                begin(row);
            } catch (IllegalArgumentException e) {
                LOG.error("sink={} does not work: {}", row.name(), e.getMessage());
            }
        }
        tellWhatIsWanted();
    }

    public synchronized List<State> all() {
        long last = store.database().query(EventLog::last);
        List<State> all = new ArrayList<>();
        for (SinkRow row : store.database().query(SinkTable::all)) {
            all.add(state(row, last));
        }
        return all;
    }

    /// The sink of an id.
    ///
    /// @throws Refusal if there is none
    public synchronized State byId(UUID id) {
        return state(find(id), store.database().query(EventLog::last));
    }

    /// Makes a sink, or changes the one of an id.
    ///
    /// @throws Refusal if something is wrong with it
    public synchronized State save(@Nullable UUID id, Draft draft, @Nullable Long seen) {
        check(draft);
        SinkRow before = id == null ? null : find(id);
        if (before != null) {
            Refusal.unlessCurrent("sink", seen, before.version());
        }
        SinkRow saved = store.database().write(on -> {
            SinkRow namesake = SinkTable.byName(on, draft.name());
            if (namesake != null && !namesake.id().equals(id)) {
                throw Refusal.badRequest("There is a sink of that name already");
            }
            if (before == null && SinkTable.all(on).size() >= MOST) {
                throw Refusal.badRequest("There are at most " + MOST + " sinks");
            }
            long from = before != null && before.enabled() ? before.delivered() : EventLog.last(on);
            SinkRow after = new SinkRow(
                    before == null ? secrets.uuid() : before.id(), before == null ? clock.millis() : before.created(),
                    draft.name(), draft.type(), draft.enabled(), kinds(draft), configuration(draft), from,
                    before == null ? 1 : before.version() + 1);
            SinkTable.put(on, after);
            if (before == null || !before.enabled()) {
                SinkTable.advance(on, after.id(), from);
            }
            return after;
        });
        end(saved.id());
        begin(find(saved.id()));
        tellWhatIsWanted();
        return byId(saved.id());
    }

    /// Deletes a sink; what waited for it is not told any more.
    public synchronized void delete(UUID id) {
        find(id);
        end(id);
        store.database().write(on -> {
            SinkTable.delete(on, id);
            return 0;
        });
        tellWhatIsWanted();
    }

    /// There may be something to carry. Does not block.
    public void wake() {
        List<Courier> all;
        synchronized (this) {
            all = List.copyOf(couriers.values());
        }
        all.forEach(Courier::wake);
    }

    @Override
    public synchronized void close() {
        couriers.values().forEach(Courier::close);
        couriers.clear();
    }

    private void check(Draft draft) {
        if (draft.name().isBlank() || draft.name().length() > 100) {
            throw Refusal.badRequest("A sink has a 'name' of up to 100 characters");
        }
        if (draft.kinds().isEmpty() || !KINDS.containsAll(draft.kinds())) {
            throw Refusal.badRequest("'kinds' has some of " + String.join(", ", KINDS));
        }
        try {
            open(draft.type(), draft.configuration()).close();
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private Sink open(String type, Map<String, String> configuration) {
        SinkProvider provider = providers.get(type);
        if (provider == null) {
            throw new IllegalArgumentException("A sink has a 'type' of " + String.join(", ", providers.keySet()));
        }
        return provider.open(configuration);
    }

    private void begin(SinkRow row) {
        if (!row.enabled()) {
            return;
        }
        Map<String, String> configuration = new LinkedHashMap<>();
        Json.MAPPER.readTree(row.configuration())
                .properties()
                .forEach(entry -> configuration.put(entry.getKey(), entry.getValue().asString()));
        Courier courier = new Courier(
                store, row, kinds(row), open(row.type(), configuration), folder, limits);
        couriers.put(row.id(), courier);
        courier.start();
    }

    private void end(UUID id) {
        Courier courier = couriers.remove(id);
        if (courier != null) {
            courier.close();
        }
    }

    private void tellWhatIsWanted() {
        Set<String> wanted = new HashSet<>();
        store.database()
                .query(SinkTable::all)
                .stream()
                .filter(SinkRow::enabled)
                .forEach(row -> wanted.addAll(kinds(row)));
        store.events().want(wanted);
    }

    private State state(SinkRow row, long last) {
        Courier courier = couriers.get(row.id());
        if (courier == null) {
            return new State(row, 0, 0, 0, 0, 0, null);
        }
        Courier.Tally tally = courier.tally();
        return new State(
                row, Math.max(0, last - tally.position()), tally.delivered(), tally.dead(), tally.failures(),
                tally.retried(), tally.lastError());
    }

    private SinkRow find(UUID id) {
        return store.database()
                .query(on -> Optional.ofNullable(SinkTable.byId(on, id)))
                .orElseThrow(() -> Refusal.notFound("Sink with id [" + id + "] is not found"));
    }

    private static Set<String> kinds(SinkRow row) {
        Set<String> kinds = new HashSet<>();
        Json.MAPPER.readTree(row.kinds()).forEach(kind -> kinds.add(kind.asString()));
        return kinds;
    }

    private static String kinds(Draft draft) {
        ArrayNode kinds = Json.MAPPER.createArrayNode();
        draft.kinds().forEach(kinds::add);
        return Json.text(kinds);
    }

    private static String configuration(Draft draft) {
        ObjectNode configuration = Json.object();
        draft.configuration().forEach(configuration::put);
        return Json.text(configuration);
    }
}
