package tidings.storage;

import java.sql.SQLException;

/// One thing to be written, whole or not at all, together with what else waits. Everything is called on the writer's
/// thread, except that a work offered to a closed [GroupCommit] fails on the thread that offers it.
///
/// One of [#committed] and [#failed] is called, once. Neither may block: everybody waits for the writer.
public interface Work {

    /// Writes. Is called again where the transaction had to be begun anew because of another's failure, so it must not
    /// change anything but the database: what is to be remembered is remembered in [#committed].
    ///
    /// @throws SQLException if it cannot be written; then this work alone fails
    void write(Statements on) throws SQLException;

    /// It is as durable as the database promises.
    void committed();

    /// Nothing of it was written.
    void failed(StorageException why);

    /// What it weighs while it waits, in bytes of memory, roughly.
    default int weight() {
        return 256;
    }
}
