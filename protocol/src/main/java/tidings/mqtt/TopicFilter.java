package tidings.mqtt;

import org.jspecify.annotations.Nullable;

/// Which topics a subscription wants (MQTT 5.0, 4.7): levels between slashes, `+` for any one level, a last
/// `#` for any that follow; and, after `$share/group/`, shared with the others of a group (MQTT 5.0, 4.8.2).
///
/// Equal where the text is.
public final class TopicFilter {

    private static final String SHARE = "$share/";

    private final String text;
    private final @Nullable String group;
    private final String pattern;

    private TopicFilter(String text, @Nullable String group, String pattern) {
        this.text = text;
        this.group = group;
        this.pattern = pattern;
    }

    /// The filter of a text.
    ///
    /// @throws IllegalArgumentException if the text is empty, holds a NUL, is longer than 65,535 bytes, has a wildcard
    ///         that is not a whole level, or begins with `$share/` and names no group or no filter
    public static TopicFilter of(String text) {
        Utf8.check(text, "A topic filter");
        if (!text.startsWith(SHARE)) {
            return new TopicFilter(text, null, checkedPattern(text));
        }
        int end = text.indexOf('/', SHARE.length());
        if (end < 0) {
            throw new IllegalArgumentException("A shared filter is $share/GROUP/FILTER, not '" + text + "'");
        }
        return new TopicFilter(
                text, checkedGroup(text.substring(SHARE.length(), end)), checkedPattern(text.substring(end + 1)));
    }

    /// As the client wrote it.
    public String text() {
        return text;
    }

    /// Whom the subscription is shared with, or null where it is not.
    public @Nullable String group() {
        return group;
    }

    public boolean isShared() {
        return group != null;
    }

    /// What topics are compared with: the text, less `$share/group/`.
    public String pattern() {
        return pattern;
    }

    public boolean hasWildcards() {
        return pattern.indexOf('+') >= 0 || pattern.indexOf('#') >= 0;
    }

    /// Whether messages on a topic are wanted. A topic that starts with `$` is not matched by a wildcard first.
    public boolean matches(TopicName name) {
        String topic = name.text();
        boolean wildFirst = pattern.charAt(0) == '+' || pattern.charAt(0) == '#';
        if (wildFirst && name.startsWithDollar()) {
            return false;
        }
        int f = 0;
        int t = 0;
        while (f < pattern.length()) {
            char c = pattern.charAt(f);
            if (c == '#') {
                return true;
            }
            if (c == '+') {
                t = endOfLevel(topic, t);
                f++;
            } else if (t < topic.length() && topic.charAt(t) == c) {
                f++;
                t++;
            } else {
                return t == topic.length() && pattern.startsWith("/#", f) && f + 2 == pattern.length();
            }
        }
        return t == topic.length();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof TopicFilter that && text.equals(that.text));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    private static String checkedGroup(String group) {
        if (group.isEmpty() || group.indexOf('+') >= 0 || group.indexOf('#') >= 0) {
            throw new IllegalArgumentException(
                    "The group of a shared filter is text without wildcards, not '" + group + "'");
        }
        return group;
    }

    private static String checkedPattern(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("A topic filter has at least one character");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+' && !(startsLevel(text, i) && endsLevel(text, i))) {
                throw new IllegalArgumentException("'+' is not a whole level at " + i + " in '" + text + "'");
            }
            if (c == '#' && !(startsLevel(text, i) && i == text.length() - 1)) {
                throw new IllegalArgumentException("'#' is not the last level at " + i + " in '" + text + "'");
            }
        }
        return text;
    }

    private static int endOfLevel(String topic, int from) {
        int slash = topic.indexOf('/', from);
        return slash < 0 ? topic.length() : slash;
    }

    private static boolean startsLevel(String text, int i) {
        return i == 0 || text.charAt(i - 1) == '/';
    }

    private static boolean endsLevel(String text, int i) {
        return i == text.length() - 1 || text.charAt(i + 1) == '/';
    }
}
