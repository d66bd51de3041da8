package tidings.device.store;

import java.nio.file.Path;
import tidings.storage.Database;
import tidings.storage.DatabaseConfig;
import tidings.storage.Durability;
import tidings.storage.Migrations;

/// The database of the device server.
public final class Store implements AutoCloseable {

    private static final Migrations MIGRATIONS = Migrations.of(Store.class, "0001-devices.sql");

    private final Database database;
    private final Telemetry telemetry;

    private Store(Database database, Telemetry telemetry) {
        this.database = database;
        this.telemetry = telemetry;
    }

    /// Opens the database in a folder.
    ///
    /// @param keysPerDevice how many different keys a device may report
    /// @param listener is told of the telemetry that is stored
    /// @throws tidings.storage.StorageException if it cannot be opened
    public static Store open(Path folder, Durability durability, int keysPerDevice, Telemetry.Listener listener) {
        Database database = Database.open(
                DatabaseConfig.in(folder, "devices").durability(durability).migrations(MIGRATIONS));
        Telemetry telemetry = new Telemetry(database, new RowHistory(), keysPerDevice, listener);
        telemetry.deleteDropped();
        database.write(on -> {
            RpcTable.requeue(on);
            return 0;
        });
        return new Store(database, telemetry);
    }

    public Database database() {
        return database;
    }

    public Telemetry telemetry() {
        return telemetry;
    }

    /// Deletes a device and all that belongs to it.
    public void deleteDevice(long no) {
        database.write(on -> {
            telemetry.forget(no);
            DeviceTable.delete(on, no);
            return 0;
        });
        telemetry.deleteDropped();
    }

    /// Writes what waits, and closes.
    @Override
    public void close() {
        database.close();
    }
}
