package tidings.client.store;

import tidings.client.SessionStore;

class MemorySessionStoreTest implements SessionStoreContract {

    @Override
    public SessionStore store() {
        return new MemorySessionStore();
    }
}
