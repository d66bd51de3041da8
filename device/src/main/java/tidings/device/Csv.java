package tidings.device;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Lines of values between commas, as RFC 4180 and spreadsheets write them.
public final class Csv {

    private Csv() {}

    /// The rows of a text, without empty lines. A value in quotes may have commas, quotes (twice) and line breaks.
    ///
    /// @throws IllegalArgumentException if a quote is not closed
    public static List<List<String>> parse(String text, char delimiter) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        boolean wasQuoted = false;
        int start = text.startsWith("\uFEFF") ? 1 : 0;
        for (int i = start; i <= text.length(); i++) {
            boolean atEnd = i == text.length();
            char c = atEnd ? '\n' : text.charAt(i);
            if (quoted && !atEnd) {
                boolean doubled = c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"';
                if (doubled) {
                    value.append('"');
                    i++;
                } else if (c == '"') {
                    quoted = false;
                } else {
                    value.append(c);
                }
            } else if (c == '"' && value.isEmpty() && !wasQuoted) {
                quoted = true;
                wasQuoted = true;
            } else if (c == delimiter || c == '\n') {
                row.add(wasQuoted ? value.toString() : value.toString().strip());
                value.setLength(0);
                wasQuoted = false;
                if (c == '\n') {
                    if (row.size() > 1 || !row.get(0).isEmpty()) {
                        rows.add(List.copyOf(row));
                    }
                    row.clear();
                }
            } else if (!wasQuoted) {
                value.append(c); // behind a quote there is nothing but the end of the line
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("A quote is not closed, in row " + (rows.size() + 1));
        }
        return rows;
    }

    /// Values as a line, with its break. What a spreadsheet would take for a formula is quoted as it is: this is data.
    public static String line(List<String> values) {
        return values.stream().map(Csv::escape).collect(Collectors.joining(",", "", "\n"));
    }

    private static String escape(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                && value.equals(value.strip());
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
