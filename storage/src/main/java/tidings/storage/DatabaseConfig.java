package tidings.storage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/// What a database is like. Does not change; begin with [#in].
///
/// @param folder where its files are; made where it is missing
/// @param name of its files, and of its threads
/// @param durability what an answered write outlives
/// @param migrations how its tables are made
/// @param readers how many queries run at once
/// @param waitingBytes how much work may weigh that waits for the writer; see [Work#weight]
/// @param largestGroup how many works are written in one transaction, at most
/// @param gathering how long a busy writer waits for more, from the begin of one group to the begin of the next; it does not
///        where nothing more comes, nor where it is idle
public record DatabaseConfig(
        Path folder,
        String name,
        Durability durability,
        Migrations migrations,
        int readers,
        long waitingBytes,
        int largestGroup,
        Duration gathering) {

    public DatabaseConfig {
        Objects.requireNonNull(folder);
        if (!name.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException(
                    "A database is named with small letters, digits and dashes, not '" + name + "'");
        }
        if (readers < 1 || waitingBytes < 1 || largestGroup < 1) {
            throw new IllegalArgumentException("Readers, waiting bytes and group are 1 at least, not " + readers + ", "
                    + waitingBytes + ", " + largestGroup);
        }
    }

    /// A database in a folder: synced, without tables, two readers, 64 MiB of waiting work.
    public static DatabaseConfig in(Path folder, String name) {
        return new DatabaseConfig(folder, name, Durability.FSYNC, Migrations.NONE, 2, 64L << 20, 20_000, Duration.ZERO);
    }

    public DatabaseConfig durability(Durability other) {
        return new DatabaseConfig(folder, name, other, migrations, readers, waitingBytes, largestGroup, gathering);
    }

    public DatabaseConfig migrations(Migrations other) {
        return new DatabaseConfig(folder, name, durability, other, readers, waitingBytes, largestGroup, gathering);
    }

    public DatabaseConfig readers(int other) {
        return new DatabaseConfig(folder, name, durability, migrations, other, waitingBytes, largestGroup, gathering);
    }

    public DatabaseConfig waitingBytes(long other) {
        return new DatabaseConfig(folder, name, durability, migrations, readers, other, largestGroup, gathering);
    }

    public DatabaseConfig largestGroup(int other) {
        return new DatabaseConfig(folder, name, durability, migrations, readers, waitingBytes, other, gathering);
    }

    public DatabaseConfig gathering(Duration other) {
        return new DatabaseConfig(folder, name, durability, migrations, readers, waitingBytes, largestGroup, other);
    }
}
