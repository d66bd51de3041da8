package tidings.device.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.storage.Statements;

/// Device profiles.
public final class ProfileTable {

    private static final String SELECT = """
            SELECT id, created, name, is_default, provision_type, provision_key, provision_secret, firmware, software,
                   description, version
            FROM profile
            """;

    private ProfileTable() {}

    public static @Nullable Profile byId(Statements on, UUID id) throws SQLException {
        return on.first(ProfileTable::profile, SELECT + "WHERE id = ?", id.toString());
    }

    public static @Nullable Profile byName(Statements on, String name) throws SQLException {
        return on.first(ProfileTable::profile, SELECT + "WHERE name = ?", name);
    }

    public static @Nullable Profile byProvisionKey(Statements on, String key) throws SQLException {
        return on.first(ProfileTable::profile, SELECT + "WHERE provision_key = ?", key);
    }

    /// Those whose devices prove who they are by a certificate that the profile's certificate has signed.
    public static List<Profile> withCertificate(Statements on) throws SQLException {
        return on.list(ProfileTable::profile, SELECT + "WHERE provision_type = 'X509_CERTIFICATE_CHAIN'");
    }

    /// There is always one.
    public static Profile byDefault(Statements on) throws SQLException {
        Profile profile = on.first(ProfileTable::profile, SELECT + "WHERE is_default = 1");
        if (profile == null) {
            throw new SQLException("There is no default profile");
        }
        return profile;
    }

    public static Page<Profile> page(Statements on, Page.Query query) throws SQLException {
        String order = query.order("created", Map.of("name", "name COLLATE NOCASE"));
        List<Profile> profiles = on.list(ProfileTable::profile,
                SELECT + "WHERE name LIKE ? ESCAPE '\\'" + order + " LIMIT ? OFFSET ?", query.pattern(), query.size(),
                query.offset());
        long total = on.number("SELECT count(*) FROM profile WHERE name LIKE ? ESCAPE '\\'", query.pattern());
        return new Page<>(profiles, total);
    }

    /// For how many days profiles keep history, of those that say it.
    public static Map<UUID, Long> retentions(Statements on) throws SQLException {
        Map<UUID, Long> days = new HashMap<>();
        on.list(row -> days.put(Columns.uuid(row, 1), row.getLong(2)), """
                SELECT id, json_extract(description, '$.retentionDays') FROM profile
                WHERE json_extract(description, '$.retentionDays') > 0""");
        return days;
    }

    /// Inserts a profile, or replaces it.
    public static void put(Statements on, Profile profile) throws SQLException {
        on.run("""
                INSERT INTO profile (id, created, name, is_default, provision_type, provision_key, provision_secret, firmware,
                    software, description, version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, is_default = excluded.is_default,
                    provision_type = excluded.provision_type, provision_key = excluded.provision_key,
                    provision_secret = excluded.provision_secret, firmware = excluded.firmware,
                    software = excluded.software, description = excluded.description, version = excluded.version""",
                profile.id().toString(), profile.created(), profile.name(), profile.isDefault() ? 1 : 0,
                profile.provisioning().name(), profile.provisionKey(), profile.provisionSecret(),
                Columns.text(profile.firmware()), Columns.text(profile.software()), profile.description(),
                profile.version());
    }

    /// Makes one profile the default, in place of the one that is.
    public static void makeDefault(Statements on, UUID id) throws SQLException {
        on.run("UPDATE profile SET is_default = (id = ?)", id.toString());
    }

    public static boolean isUsed(Statements on, UUID id) throws SQLException {
        return on.first(row -> true, "SELECT 1 FROM device WHERE profile = ?1 UNION ALL "
                + "SELECT 1 FROM ota_package WHERE profile = ?1 LIMIT 1", id.toString()) != null;
    }

    public static void delete(Statements on, UUID id) throws SQLException {
        on.run("DELETE FROM profile WHERE id = ?", id.toString());
    }

    private static Profile profile(ResultSet row) throws SQLException {
        return new Profile(
                Columns.uuid(row, 1), row.getLong(2), row.getString(3), row.getBoolean(4),
                Profile.Provisioning.valueOf(row.getString(5)), row.getString(6), row.getString(7),
                Columns.uuidOrNull(row, 8), Columns.uuidOrNull(row, 9), row.getString(10), row.getLong(11));
    }
}
