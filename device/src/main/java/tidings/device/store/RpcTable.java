package tidings.device.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.storage.Statements;

/// Requests to devices that outlive a restart.
public final class RpcTable {

    private static final String SELECT = """
            SELECT no, id, device, created, expires, one_way, method, params, retries, status, response, additional_info
            FROM rpc
            """;
    private static final String OPEN = "status IN ('QUEUED', 'SENT', 'DELIVERED', 'TIMEOUT')";

    private RpcTable() {}

    public static void insert(Statements on, Rpc rpc) throws SQLException {
        on.run("""
                INSERT INTO rpc (id, device, created, expires, one_way, method, params, retries, status, response,
                    additional_info)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""", rpc.id().toString(), rpc.device(), rpc.created(),
                rpc.expires(), rpc.oneWay() ? 1 : 0, rpc.method(), rpc.params(), rpc.retries(), rpc.status().name(),
                rpc.response(), rpc.additionalInfo());
    }

    public static @Nullable Rpc byId(Statements on, UUID id) throws SQLException {
        return on.first(RpcTable::rpc, SELECT + "WHERE id = ?", id.toString());
    }

    /// What waits to be sent to a device, in the order of creation.
    public static List<Rpc> queued(Statements on, long device, long now) throws SQLException {
        return on.list(RpcTable::rpc, SELECT + "WHERE device = ? AND status = 'QUEUED' AND expires > ? ORDER BY no",
                device,
                now);
    }

    public static long countOpen(Statements on, long device) throws SQLException {
        return on.number("SELECT count(*) FROM rpc WHERE device = ? AND " + OPEN, device);
    }

    /// The requests to a device, the newest first.
    ///
    /// @param status which, or null for all
    public static Page<Rpc> page(Statements on, long device, Rpc.@Nullable Status status, Page.Query query)
            throws SQLException {
        String which = status == null ? "" : status.name();
        String where = "WHERE device = ?1 AND (?2 = '' OR status = ?2)";
        List<Rpc> rpcs = on.list(RpcTable::rpc, SELECT + where + " ORDER BY no DESC LIMIT ?3 OFFSET ?4", device, which,
                query.size(), query.offset());
        return new Page<>(rpcs, on.number("SELECT count(*) FROM rpc " + where, device, which));
    }

    /// Notes how far a request has come, unless it is dealt with already.
    public static void advance(Statements on, UUID id, Rpc.Status status, @Nullable String response)
            throws SQLException {
        on.run("UPDATE rpc SET status = ?, response = coalesce(?, response) WHERE id = ? AND " + OPEN, status.name(),
                response, id.toString());
    }

    /// Gives up what has waited for too long.
    public static int expire(Statements on, long now) throws SQLException {
        return on.run("UPDATE rpc SET status = 'EXPIRED' WHERE expires <= ? AND " + OPEN
                + " AND NOT (one_way AND status = 'DELIVERED')", now);
    }

    /// After a restart nobody waits for what was under way: it is to be sent again.
    public static void requeue(Statements on) throws SQLException {
        on.run("UPDATE rpc SET status = 'QUEUED' WHERE status IN ('SENT', 'TIMEOUT')");
    }

    public static void delete(Statements on, UUID id) throws SQLException {
        on.run("DELETE FROM rpc WHERE id = ?", id.toString());
    }

    private static Rpc rpc(ResultSet row) throws SQLException {
        Long retries = Columns.longOrNull(row, 9);
        return new Rpc(
                row.getLong(1), Columns.uuid(row, 2), row.getLong(3), row.getLong(4), row.getLong(5), row.getBoolean(6),
                row.getString(7), row.getString(8), retries == null ? null : Math.toIntExact(retries),
                Rpc.Status.valueOf(row.getString(10)), row.getString(11), row.getString(12));
    }
}
