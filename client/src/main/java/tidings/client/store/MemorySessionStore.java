package tidings.client.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tidings.client.SessionStore;
import tidings.mqtt.Bytes;

/// Sessions in memory. What is not committed is not seen by who opens them next, as with files.
public final class MemorySessionStore implements SessionStore {

    private final Map<String, Map<Long, Bytes>> sessions = new ConcurrentHashMap<>();
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    @Override
    public Entries open(String clientId) {
        if (!open.add(clientId)) {
            throw new UncheckedIOException(new IOException("The session of '" + clientId + "' is in use"));
        }
        Map<Long, Bytes> entries = new TreeMap<>(sessions.getOrDefault(clientId, Map.of()));
        return new Entries() {
            @Override
            public void forEach(Visitor visitor) {
                entries.forEach(visitor::entry);
            }

            @Override
            public void put(long key, Bytes value) {
                entries.put(key, value);
            }

            @Override
            public void remove(long key) {
                entries.remove(key);
            }

            @Override
            public void clear() {
                entries.clear();
            }

            @Override
            public void commit() {
                sessions.put(clientId, Map.copyOf(entries));
            }

            @Override
            public void close() {
                commit();
                open.remove(clientId);
            }
        };
    }
}
