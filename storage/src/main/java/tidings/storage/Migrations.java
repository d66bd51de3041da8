package tidings.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The steps that made the tables what they are, in order, from the first release on. A step that was released is never
/// changed; what is to be different is a new step.
///
/// SQLite keeps the number of the last step (`user_version`). Each step is a transaction.
public final class Migrations {

    public static final Migrations NONE = new Migrations(List.of());

    private final List<String> scripts;

    private Migrations(List<String> scripts) {
        this.scripts = scripts;
    }

    /// Steps from resources beside a class.
    ///
    /// @param names such as `0001-devices.sql`, in order
    /// @throws IllegalArgumentException if there is no such resource
    public static Migrations of(Class<?> beside, String... names) {
        List<String> scripts = new ArrayList<>();
        for (String name : names) {
            try (InputStream in = beside.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalArgumentException("There is no resource " + name + " beside " + beside.getName());
                }
                scripts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new IllegalArgumentException("The resource " + name + " cannot be read", e);
            }
        }
        return new Migrations(List.copyOf(scripts));
    }

    /// Takes the steps that are still to be taken.
    ///
    /// @throws StorageException if a newer program wrote this database
    void apply(Statements on) throws SQLException {
        long version = on.number("PRAGMA user_version");
        if (version > scripts.size()) {
            throw new StorageException("it was written by a newer version (format " + version + ", this one knows "
                    + scripts.size() + "); update, or use another data folder");
        }
        for (int step = (int) version; step < scripts.size(); step++) {
            on.script("BEGIN IMMEDIATE");
            try {
                on.script(scripts.get(step));
                on.script("PRAGMA user_version = " + (step + 1));
                on.script("COMMIT");
            } catch (SQLException e) {
                on.script("ROLLBACK");
                throw e;
            }
        }
    }
}
