package tidings.device.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import tidings.storage.Statements;

/// Devices that may be claimed now.
public final class ClaimTable {

    private ClaimTable() {}

    /// An offer of a device.
    ///
    /// @param expires in milliseconds since 1970
    /// @param attempts that failed
    public record Claim(String secret, long expires, int attempts) {

        /// Without the secret.
        @Override
        public String toString() {
            return "Claim[expires=" + expires + "]";
        }
    }

    public static void put(Statements on, long device, Claim claim) throws SQLException {
        on.run("""
                INSERT INTO claim (device, secret, expires, attempts) VALUES (?, ?, ?, ?)
                ON CONFLICT (device) DO UPDATE SET secret = excluded.secret, expires = excluded.expires,
                    attempts = excluded.attempts""", device, claim.secret(), claim.expires(), claim.attempts());
    }

    public static @Nullable Claim of(Statements on, long device) throws SQLException {
        return on.first(row -> new Claim(row.getString(1), row.getLong(2), row.getInt(3)),
                "SELECT secret, expires, attempts FROM claim WHERE device = ?", device);
    }

    public static void delete(Statements on, long device) throws SQLException {
        on.run("DELETE FROM claim WHERE device = ?", device);
    }
}
