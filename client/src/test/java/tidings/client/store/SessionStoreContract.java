package tidings.client.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tidings.client.SessionStore;
import tidings.mqtt.Bytes;

/// What every store must do.
interface SessionStoreContract {

    SessionStore store();

    @Test
    default void whatWasCommittedIsThereInOrderWhenItIsOpenedAgain() {
        SessionStore store = store();
        try (SessionStore.Entries entries = store.open("a")) {
            entries.put(2, Bytes.utf8("two"));
            entries.put(1, Bytes.utf8("one"));
            entries.put(3, Bytes.EMPTY);
            entries.put(2, Bytes.utf8("zwei"));
            entries.remove(3);
            entries.remove(4);
            entries.commit();
        }
        try (SessionStore.Entries entries = store.open("a")) {
            assertThat(read(entries)).containsExactly(Map.entry(1L, "one"), Map.entry(2L, "zwei"));
        }
    }

    @Test
    default void clientsHaveEntriesOfTheirOwn() {
        SessionStore store = store();
        try (SessionStore.Entries one = store.open("a/b");
                SessionStore.Entries other = store.open("a.b")) {
            one.put(1, Bytes.utf8("one"));
            other.put(1, Bytes.utf8("other"));
            assertThat(read(one)).containsExactly(Map.entry(1L, "one"));
            assertThat(read(other)).containsExactly(Map.entry(1L, "other"));
        }
    }

    @Test
    default void afterClearingThereIsOnlyWhatCameLater() {
        SessionStore store = store();
        try (SessionStore.Entries entries = store.open("a")) {
            entries.put(1, Bytes.utf8("one"));
            entries.clear();
            entries.put(2, Bytes.utf8("two"));
            entries.commit();
            assertThat(read(entries)).containsExactly(Map.entry(2L, "two"));
        }
        try (SessionStore.Entries entries = store.open("a")) {
            assertThat(read(entries)).containsExactly(Map.entry(2L, "two"));
        }
    }

    @Test
    default void onlyOneHasASessionOpen() {
        SessionStore store = store();
        try (SessionStore.Entries open = store.open("a")) {
            assertThatThrownBy(() -> store.open("a")).isInstanceOf(UncheckedIOException.class);
            open.put(1, Bytes.EMPTY);
        }
        store.open("a").close();
    }

    static Map<Long, String> read(SessionStore.Entries entries) {
        Map<Long, String> read = new TreeMap<>();
        entries.forEach((key, value) -> read.put(key, value.asUtf8()));
        return read;
    }
}
