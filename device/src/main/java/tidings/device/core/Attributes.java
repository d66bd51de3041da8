package tidings.device.core;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tidings.device.json.Json;
import tidings.device.json.Readings;
import tidings.device.json.Value;
import tidings.device.store.Attribute;
import tidings.device.store.AttributeTable;
import tidings.device.store.Outcome;
import tidings.device.store.Saving;
import tidings.device.store.Scope;
import tidings.device.store.Store;
import tidings.device.store.TooManyKeysException;
import tidings.storage.Statements;
import tidings.storage.StorageException;
import tidings.storage.Work;
import tools.jackson.databind.node.ObjectNode;

/// Attributes: written by devices and by people, asked for by both (DEVICE_API 4).
public final class Attributes {

    private final Store store;
    private final Links links;
    private final Activity activity;
    private final InstantSource clock;
    private final int attributesPerDevice;
    private final ConcurrentHashMap<Long, CopyOnWriteArrayList<Watcher>> watchers = new ConcurrentHashMap<>();

    /// @param attributesPerDevice how many a scope of a device may have
    public Attributes(Store store, Links links, Activity activity, InstantSource clock, int attributesPerDevice) {
        this.store = store;
        this.links = links;
        this.activity = activity;
        this.clock = clock;
        this.attributesPerDevice = attributesPerDevice;
    }

    /// Watches the attributes of a device.
    @FunctionalInterface
    public interface Watcher {

        /// Is called on any thread, so it must not block.
        void written(Scope scope, Readings readings);
    }

    public void watch(long device, Watcher watcher) {
        watchers.compute(device, (no, all) -> {
            CopyOnWriteArrayList<Watcher> list = all == null ? new CopyOnWriteArrayList<>() : all;
            list.add(watcher);
            return list;
        });
    }

    public void unwatch(long device, Watcher watcher) {
        watchers.computeIfPresent(device, (no, all) -> {
            all.remove(watcher);
            return all.isEmpty() ? null : all;
        });
    }

    /// What a device says of itself, ready to be handed to the writer.
    public Work publish(long device, Readings readings, Outcome outcome) {
        return new Saving(on -> {
            AttributeTable.put(on, device, Scope.CLIENT, readings);
            note(on, device, Scope.CLIENT, readings);
            if (AttributeTable.count(on, device, Scope.CLIENT) > attributesPerDevice) {
                throw new TooManyKeysException(attributesPerDevice);
            }
        }, new Outcome() {
            @Override
            public void stored() {
                outcome.stored();
                tell(device, Scope.CLIENT, readings);
            }

            @Override
            public void failed(StorageException why) {
                outcome.failed(why);
            }
        }, readings.weight());
    }

    /// As [#publish], and waits until it is stored.
    public void publishAndWait(long device, Readings readings) {
        Outcome.Waiting outcome = new Outcome.Waiting();
        store.database().awaitRoom(publish(device, readings, outcome));
        outcome.await();
    }

    /// What a device asks for. Does not block.
    ///
    /// @param client keys of client attributes, or null where they were not asked for
    /// @param shared keys of shared attributes, or null where they were not asked for; with neither, all are meant
    /// @return `{"client":{...},"shared":{...}}` with what there is
    public CompletableFuture<ObjectNode> request(
            long device, @Nullable List<String> client, @Nullable List<String> shared) {
        boolean all = client == null && shared == null;
        return store.database().read(on -> {
            ObjectNode answer = Json.object();
            if (all || client != null) {
                put(answer, "client", AttributeTable.list(on, device, Scope.CLIENT, client));
            }
            if (all || shared != null) {
                put(answer, "shared", AttributeTable.list(on, device, Scope.SHARED, shared));
            }
            return answer;
        });
    }

    /// The values of some keys of one scope. Does not block.
    public CompletableFuture<List<Attribute>> values(long device, Scope scope, List<String> keys) {
        return store.database().read(on -> AttributeTable.list(on, device, scope, keys));
    }

    /// Attributes for people, with those that the server keeps of a device's activity. Blocks.
    ///
    /// @param scope null for all
    /// @param keys null for all
    public List<Attribute> list(long device, @Nullable Scope scope, @Nullable List<String> keys) {
        List<Attribute> all = new ArrayList<>(
                store.database().query(on -> AttributeTable.list(on, device, scope, keys)));
        if (scope == null || scope == Scope.SERVER) {
            for (Attribute kept : activity.attributes(device)) {
                if (keys == null || keys.contains(kept.key())) {
                    all.add(kept);
                }
            }
        }
        return all;
    }

    /// Writes attributes in the name of the server, and tells the device of those that it shares. Blocks.
    public void write(long device, Scope scope, Readings readings) {
        store.database().write(on -> {
            AttributeTable.put(on, device, scope, readings);
            note(on, device, scope, readings);
            if (AttributeTable.count(on, device, scope) > attributesPerDevice) {
                throw Refusal.badRequest("A device has at most " + attributesPerDevice + " attributes in each scope");
            }
            return 0;
        });
        tellOf(device, scope, readings);
    }

    /// Writes one attribute in the name of the server.
    public void write(long device, Scope scope, String key, Value value) {
        write(device, scope, Readings.of(key, clock.millis(), value));
    }

    /// Deletes attributes, and tells the device of those that it shares. Blocks.
    public void delete(long device, Scope scope, List<String> keys) {
        store.database().write(on -> {
            AttributeTable.delete(on, device, scope, keys);
            return 0;
        });
        if (scope == Scope.SHARED) {
            links.of(device).forEach(link -> link.attributesDeleted(keys));
        }
    }

    /// Tells who wants to know of attributes that are written.
    void tellOf(long device, Scope scope, Readings readings) {
        if (scope == Scope.SHARED && !readings.isEmpty()) {
            ObjectNode values = Json.of(readings);
            links.of(device).forEach(link -> link.attributesWritten(values));
        }
        tell(device, scope, readings);
    }

    private void note(Statements on, long device, Scope scope, Readings readings) throws SQLException {
        if (store.events().wants("ATTRIBUTES")) {
            ObjectNode body = Json.object().put("scope", scope + "_SCOPE");
            body.set("values", Json.of(readings));
            store.events().add(on, device, clock.millis(), "ATTRIBUTES", Json.text(body));
        }
    }

    private void tell(long device, Scope scope, Readings readings) {
        List<Watcher> list = watchers.get(device);
        if (list != null) {
            list.forEach(watcher -> watcher.written(scope, readings));
        }
    }

    private static void put(ObjectNode answer, String name, List<Attribute> attributes) {
        if (!attributes.isEmpty()) {
            ObjectNode values = answer.putObject(name);
            attributes.forEach(attribute -> values.set(attribute.key(), Json.of(attribute.value())));
        }
    }
}
