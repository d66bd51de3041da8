package tidings.cli;

import java.util.ArrayList;
import java.util.List;

/// A text as words, as a shell splits it: quotes keep blanks together, a backslash keeps the next character as it is, `#`
/// begins a comment.
final class ShellWords {

    private final String text;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;

    private ShellWords(String text) {
        this.text = text;
    }

    /// The words of a text; the list is the caller's.
    ///
    /// @throws IllegalArgumentException if a quote is not closed
    static List<String> split(String text) {
        ShellWords words = new ShellWords(text);
        while (words.at < text.length()) {
            words.next();
        }
        words.end();
        return words.words;
    }

    private void next() {
        char character = text.charAt(at++);
        switch (character) {
            case '\'', '"' -> quoted(character);
            case '\\' -> escaped();
            case '#' -> at = Math.max(at, text.indexOf('\n', at) < 0 ? text.length() : text.indexOf('\n', at));
            case ' ', '\t', '\r', '\n' -> end();
            default -> add(character);
        }
    }

    private void quoted(char quote) {
        inWord = true;
        while (at < text.length()) {
            char character = text.charAt(at++);
            if (character == quote) {
                return;
            }
            boolean escapes = character == '\\' && quote == '"' && at < text.length()
                    && "\"\\".indexOf(text.charAt(at)) >= 0;
            word.append(escapes ? text.charAt(at++) : character);
        }
        throw new IllegalArgumentException("No closing quotation");
    }

    private void escaped() {
        if (at >= text.length()) {
            throw new IllegalArgumentException("No escaped character");
        }
        add(text.charAt(at++));
    }

    private void add(char character) {
        inWord = true;
        word.append(character);
    }

    private void end() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }
}
