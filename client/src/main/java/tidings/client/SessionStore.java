package tidings.client;

import java.nio.file.Path;
import tidings.client.store.FileSessionStore;
import tidings.client.store.MemorySessionStore;
import tidings.mqtt.Bytes;

/// Where a client keeps what is to survive its process: messages of QoS 1 and 2 that have not been acknowledged, and which
/// messages of QoS 2 have been received. What is kept is small entries under numbers; what they mean is the client's
/// business.
///
/// A client with a store has a thread of its own, on which alone it calls, but for [#open]: a store may block.
public interface SessionStore {

    /// Opens what is kept of a client. Called when the client is made.
    ///
    /// @throws java.io.UncheckedIOException if that cannot be done, or another has it open
    Entries open(String clientId);

    /// Entries of one client.
    interface Entries extends AutoCloseable {

        /// Visits all entries, in the order of their keys.
        void forEach(Visitor visitor);

        /// Keeps an entry, in place of one with the same key.
        void put(long key, Bytes value);

        /// Forgets an entry, if there is one.
        void remove(long key);

        /// Forgets all entries.
        void clear();

        /// What was kept and forgotten before survives the process from here on.
        ///
        /// @throws java.io.UncheckedIOException if that cannot be done
        void commit();

        /// Commits, and gives everything back.
        @Override
        void close();
    }

    /// Is shown entries.
    interface Visitor {
        void entry(long key, Bytes value);
    }

    /// Keeps sessions in files of a folder, one for each client id. They survive a crash of the process; after a crash of
    /// the machine the last few moments may be missing, as the disk is not waited for.
    static SessionStore file(Path folder) {
        return new FileSessionStore(folder, false);
    }

    /// Keeps sessions in files of a folder, and waits for the disk before anything is sent.
    static SessionStore forcedFile(Path folder) {
        return new FileSessionStore(folder, true);
    }

    /// Keeps sessions in memory, for as long as the store is there: for clients that come and go in one process.
    static SessionStore memory() {
        return new MemorySessionStore();
    }
}
