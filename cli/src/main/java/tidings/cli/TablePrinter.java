package tidings.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Rows below a heading, each column as wide as it must be.
final class TablePrinter {

    private final List<List<String>> rows = new ArrayList<>();

    TablePrinter(String... heading) {
        rows.add(List.of(heading));
    }

    void row(String... values) {
        rows.add(List.of(values));
    }

    void print(PrintStream out) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).repeat(" ", widths[i] - row.get(i).length() + 2);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
