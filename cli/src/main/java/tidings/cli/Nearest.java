package tidings.cli;

import java.util.Comparator;
import java.util.List;

/// Guesses what somebody meant who mistyped it.
final class Nearest {

    private Nearest() {}

    /// The word that takes the fewest changes of a letter.
    ///
    /// @param words one at least
    static String to(String typed, List<String> words) {
        return words.stream().min(Comparator.comparingInt(word -> distance(typed, word))).orElseThrow();
    }

    /// Levenshtein's distance.
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
