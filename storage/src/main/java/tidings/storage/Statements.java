package tidings.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// SQL on one connection. Statements are prepared once and kept, so the texts must be few: values belong into
/// parameters, lists into one parameter that `json_each` takes apart.
///
/// Belongs to one thread at a time. While the rows of a text are read, the same text must not be run again.
public final class Statements implements AutoCloseable {

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Statements(Connection connection) {
        this.connection = connection;
    }

    /// Makes a value of the row that a result is at.
    @FunctionalInterface
    public interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /// The statement of a text, for who binds and runs it himself; not to be kept beyond the work or query at hand.
    public PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            prepared.put(sql, known);
        }
        return known;
    }

    /// Runs a statement that changes something.
    ///
    /// @return how many rows it changed
    public int run(String sql, @Nullable Object... values) throws SQLException {
        return bound(sql, values).executeUpdate();
    }

    /// The rows that a query finds.
    public <T> List<T> list(Row<T> row, String sql, @Nullable Object... values) throws SQLException {
        List<T> all = new ArrayList<>();
        try (ResultSet found = bound(sql, values).executeQuery()) {
            while (found.next()) {
                all.add(row.of(found));
            }
        }
        return all;
    }

    /// The first row that a query finds, or null where it finds none.
    public <T> @Nullable T first(Row<T> row, String sql, @Nullable Object... values) throws SQLException {
        try (ResultSet found = bound(sql, values).executeQuery()) {
            return found.next() ? row.of(found) : null;
        }
    }

    /// The number that a query finds in its first column, or 0 where it finds no row.
    public long number(String sql, @Nullable Object... values) throws SQLException {
        Long number = first(row -> row.getLong(1), sql, values);
        return number == null ? 0 : number;
    }

    /// Forgets all prepared statements: one that failed the driver has thrown away.
    void forget() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
        prepared.clear();
    }

    /// Runs a text of any number of statements, without keeping it.
    void script(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close(); // and with it the statements
    }

    private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = prepared(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
