package tidings.broker.store;

import tidings.broker.spi.SessionStore;

class MemorySessionStoreTest extends SessionStoreContract {

    private final MemorySessionStore disk = new MemorySessionStore();

    @Override
    SessionStore open() {
        return disk;
    }
}
