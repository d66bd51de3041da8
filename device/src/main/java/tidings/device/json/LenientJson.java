package tidings.device.json;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Turns what people type into JSON: names and texts without quotes or with single ones, `=` for `:`, `;` for `,`,
/// comments. Firmware in the field sends `{temperature:25}`, because documentation showed it so.
///
/// It changes the spelling only; whether the result makes sense is for the strict parser to say.
final class LenientJson {

    private static final String ENDS_WORD = "/\\;#=[]{}:,\"' \t\r\n\f";
    private static final Pattern PLAIN =
            Pattern.compile("true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private final String in;
    private final StringBuilder out;
    private int at;

    private LenientJson(String in) {
        this.in = in;
        this.out = new StringBuilder(in.length() + 16);
    }

    /// The text as JSON in UTF-8, if it was something like JSON.
    static byte[] toStrict(byte[] text) {
        LenientJson lenient = new LenientJson(new String(text, StandardCharsets.UTF_8));
        while (lenient.at < lenient.in.length()) {
            lenient.step();
        }
        return lenient.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void step() {
        char c = in.charAt(at);
        switch (c) {
            case '"', '\'' -> quoted(c);
            case '{', '}', '[', ']', ':', ',', ' ', '\t', '\r', '\n' -> copy(c);
            case '=' -> {
                copy(':');
                if (at < in.length() && in.charAt(at) == '>') {
                    at++;
                }
            }
            case ';' -> copy(',');
            case '#' -> skipLine();
            case '/' -> comment(c);
            default -> word();
        }
    }

    private void copy(char c) {
        out.append(c);
        at++;
    }

    private void quoted(char quote) {
        out.append('"');
        at++;
        while (at < in.length() && in.charAt(at) != quote) {
            char c = in.charAt(at++);
            if (c == '\\' && at < in.length()) {
                char escaped = in.charAt(at++);
                if (escaped == '\'') {
                    out.append('\'');
                } else {
                    out.append('\\').append(escaped);
                }
            } else {
                literal(c);
            }
        }
        if (at < in.length()) {
            out.append('"'); // else it never ends, which the parser is to see
            at++;
        }
    }

    /// A character as part of a text in quotes.
    private void literal(char c) {
        if (c == '"') {
            out.append('\\').append(c);
        } else if (c < ' ') {
            out.append(String.format("\\u%04x", (int) c));
        } else {
            out.append(c);
        }
    }

    private void comment(char slash) {
        if (in.startsWith("//", at)) {
            skipLine();
        } else if (in.startsWith("/*", at)) {
            int end = in.indexOf("*/", at + 2);
            at = end < 0 ? in.length() : end + 2;
        } else {
            copy(slash);
        }
    }

    private void skipLine() {
        int end = in.indexOf('\n', at);
        at = end < 0 ? in.length() : end;
    }

    private void word() {
        int begin = at;
        while (at < in.length() && ENDS_WORD.indexOf(in.charAt(at)) < 0) {
            at++;
        }
        if (at == begin) {
            copy(in.charAt(at)); // nothing that begins a word: the parser is to see it
            return;
        }
        String word = in.substring(begin, at);
        if (PLAIN.matcher(word).matches() && !isName()) {
            out.append(word);
        } else {
            out.append('"');
            word.chars().forEach(c -> literal((char) c));
            out.append('"');
        }
    }

    /// Whether the word that ends here names a member.
    private boolean isName() {
        int next = at;
        while (next < in.length() && in.charAt(next) <= ' ') {
            next++;
        }
        return next < in.length() && (in.charAt(next) == ':' || in.charAt(next) == '=');
    }
}
