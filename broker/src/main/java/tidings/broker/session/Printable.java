package tidings.broker.session;

/// What strangers chose, made fit for a line of the log.
public final class Printable {

    private static final int LONGEST = 128;

    private Printable() {}

    /// A text without control characters, spaces at both ends visible, and not too long.
    public static String of(String text) {
        StringBuilder printable = new StringBuilder("\"");
        for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
            char c = text.charAt(i);
            boolean plain = c >= ' ' && c != '"' && c != '\\' && !Character.isISOControl(c) && Character.isDefined(c);
            printable.append(plain ? String.valueOf(c) : "\\u%04x".formatted((int) c));
        }
        return printable.append(text.length() > LONGEST ? "...\"" : "\"").toString();
    }
}
