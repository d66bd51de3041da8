package tidings.storage;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A database of numbers, and work that writes one.
final class Numbers {

    static final Migrations TABLES = Migrations.of(Numbers.class, "0001-numbers.sql");

    private Numbers() {}

    static Database open(Path folder) {
        return Database.open(config(folder));
    }

    static DatabaseConfig config(Path folder) {
        return DatabaseConfig.in(folder, "numbers").migrations(TABLES);
    }

    static List<Long> in(Database database) {
        return database.query(on -> on.list(row -> row.getLong(1), "SELECT n FROM number ORDER BY n"));
    }

    /// Writes a number, which must be new.
    static final class Insert implements Work {
        final CompletableFuture<@Nullable Void> outcome = new CompletableFuture<>();
        private final long number;

        Insert(long number) {
            this.number = number;
        }

        @Override
        public void write(Statements on) throws SQLException {
            on.run("INSERT INTO number (n) VALUES (?)", number);
        }

        @Override
        public void committed() {
            outcome.complete(null);
        }

        @Override
        public void failed(StorageException why) {
            outcome.completeExceptionally(why);
        }

        @Override
        public int weight() {
            return 1;
        }
    }
}
