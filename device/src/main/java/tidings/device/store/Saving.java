package tidings.device.store;

import java.sql.SQLException;
import tidings.storage.Statements;
import tidings.storage.StorageException;
import tidings.storage.Work;

/// A change that somebody on an event loop waits for.
///
/// @param weight bytes of memory that it takes while it waits, roughly
public record Saving(Change change, Outcome outcome, int weight) implements Work {

    /// What is to be changed; may be called more than once, see [Work#write].
    @FunctionalInterface
    public interface Change {
        void write(Statements on) throws SQLException;
    }

    @Override
    public void write(Statements on) throws SQLException {
        change.write(on);
    }

    @Override
    public void committed() {
        outcome.stored();
    }

    @Override
    public void failed(StorageException why) {
        outcome.failed(why);
    }
}
