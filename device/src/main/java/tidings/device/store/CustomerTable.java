package tidings.device.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.storage.Statements;

/// Customers.
public final class CustomerTable {

    private static final String SELECT = "SELECT id, created, title, description, version FROM customer ";

    private CustomerTable() {}

    public static @Nullable Customer byId(Statements on, UUID id) throws SQLException {
        return on.first(CustomerTable::customer, SELECT + "WHERE id = ?", id.toString());
    }

    public static @Nullable Customer byTitle(Statements on, String title) throws SQLException {
        return on.first(CustomerTable::customer, SELECT + "WHERE title = ?", title);
    }

    public static Page<Customer> page(Statements on, Page.Query query) throws SQLException {
        String where = "WHERE title LIKE ?1 ESCAPE '\\'";
        String order = query.order("created", Map.of("title", "title COLLATE NOCASE", "name", "title COLLATE NOCASE"));
        List<Customer> customers = on.list(CustomerTable::customer, SELECT + where + order + " LIMIT ?2 OFFSET ?3",
                query.pattern(), query.size(), query.offset());
        return new Page<>(customers, on.number("SELECT count(*) FROM customer " + where, query.pattern()));
    }

    /// Inserts a customer, or replaces it.
    public static void put(Statements on, Customer customer) throws SQLException {
        on.run("""
                INSERT INTO customer (id, created, title, description, version) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET title = excluded.title, description = excluded.description,
                    version = excluded.version""", customer.id().toString(), customer.created(), customer.title(),
                customer.description(), customer.version());
    }

    /// Deletes a customer and its users; its devices are the tenant's again.
    public static void delete(Statements on, UUID id) throws SQLException {
        on.run("DELETE FROM customer WHERE id = ?", id.toString());
    }

    private static Customer customer(ResultSet row) throws SQLException {
        return new Customer(Columns.uuid(row, 1), row.getLong(2), row.getString(3), row.getString(4), row.getLong(5));
    }
}
