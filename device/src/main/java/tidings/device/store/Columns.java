package tidings.device.store;

import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.json.Readings;
import tidings.device.json.Value;

/// How values lie in columns; see the first lines of the first migration.
final class Columns {

    private static final byte[] FALSE = {0};
    private static final byte[] TRUE = {1};

    private Columns() {}

    static void bind(PreparedStatement statement, int place, Readings readings, int index) throws SQLException {
        switch (readings.type(index)) {
            case BOOL -> statement.setBytes(place, readings.whole(index) != 0 ? TRUE : FALSE);
            case WHOLE -> statement.setLong(place, readings.whole(index));
            case REAL -> statement.setDouble(place, readings.real(index));
            case TEXT -> statement.setString(place, readings.text(index));
            case JSON -> statement.setBytes(place, readings.text(index).getBytes(StandardCharsets.UTF_8));
        }
    }

    /// As an argument of [tidings.storage.Statements#run].
    static Object of(Value value) {
        return switch (value) {
            case Value.Bool(boolean bool) -> bool ? TRUE : FALSE;
            case Value.Whole(long whole) -> whole;
            case Value.Real(double real) -> real;
            case Value.Text(String text) -> text;
            case Value.Json(String text) -> text.getBytes(StandardCharsets.UTF_8);
        };
    }

    static Value value(ResultSet row, int place) throws SQLException {
        Object column = row.getObject(place);
        return switch (column) {
            case Double real -> new Value.Real(real);
            case Number whole -> new Value.Whole(whole.longValue());
            case String text -> new Value.Text(text);
            case byte[] bytes when bytes.length == 1 -> new Value.Bool(bytes[0] != 0);
            case byte[] bytes -> new Value.Json(new String(bytes, StandardCharsets.UTF_8));
            default -> throw new SQLException("A value is no " + column.getClass());
        };
    }

    static UUID uuid(ResultSet row, int place) throws SQLException {
        return UUID.fromString(row.getString(place));
    }

    static @Nullable UUID uuidOrNull(ResultSet row, int place) throws SQLException {
        String text = row.getString(place);
        return text == null ? null : UUID.fromString(text);
    }

    static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }

    static @Nullable Long longOrNull(ResultSet row, int place) throws SQLException {
        long value = row.getLong(place);
        return row.wasNull() ? null : value;
    }
}
