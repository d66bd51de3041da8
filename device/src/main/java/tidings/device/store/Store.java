package tidings.device.store;

import java.nio.file.Path;
import java.time.Duration;
import tidings.storage.Database;
import tidings.storage.DatabaseConfig;
import tidings.storage.Durability;
import tidings.storage.Migrations;

/// The database of the device server.
public final class Store implements AutoCloseable {

    private static final Migrations MIGRATIONS =
            Migrations.of(Store.class, "0001-devices.sql", "0002-operators.sql", "0003-alarm-waits.sql");

    private static final Duration GATHERING = Duration.ofMillis(3);

    private final Database database;
    private final LoggedHistory history;
    private final Telemetry telemetry;
    private final EventLog events;
    private volatile boolean closed;

    private Store(Database database, LoggedHistory history, Telemetry telemetry, EventLog events) {
        this.database = database;
        this.history = history;
        this.telemetry = telemetry;
        this.events = events;
    }

    /// Opens the database in a folder.
    ///
    /// @param keysPerDevice how many different keys a device may report
    /// @throws tidings.storage.StorageException if it cannot be opened
    public static Store open(Path folder, Durability durability, int keysPerDevice) {
        Database database = Database.open(
                DatabaseConfig.in(folder, "devices")
                        .durability(durability)
                        .migrations(MIGRATIONS)
                        .gathering(GATHERING));
        LoggedHistory history = new LoggedHistory(database);
        history.recover();
        EventLog events = new EventLog();
        Telemetry telemetry = new Telemetry(database, history, events, keysPerDevice);
        telemetry.deleteDropped();
        database.write(on -> {
            RpcTable.requeue(on);
            return 0;
        });
        return new Store(database, history, telemetry, events);
    }

    public Database database() {
        return database;
    }

    public Telemetry telemetry() {
        return telemetry;
    }

    /// What happens, for those who are told elsewhere.
    public EventLog events() {
        return events;
    }

    /// Deletes a device and all that belongs to it.
    public void deleteDevice(long no) {
        telemetry.deleteDevice(no);
    }

    /// Whether nothing can be asked of it any more.
    public boolean isClosed() {
        return closed;
    }

    /// Writes what waits, and closes.
    @Override
    public void close() {
        closed = true;
        try {
            history.close();
        } finally {
            database.close();
        }
    }
}
