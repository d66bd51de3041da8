package tidings.mqtt;

import org.jspecify.annotations.Nullable;

/// What a message is about (MQTT 5.0, 4.7): levels between slashes, no wildcards.
///
/// Keeps its bytes beside its text, so that a topic that is received once and sent a thousand times is decoded once and
/// encoded never. Equal where the text is.
public final class TopicName {

    /// No topic: what a PUBLISH of MQTT 5.0 carries that names its topic by an alias alone. Nobody but a connection sees
    /// it, which puts the real one in its place.
    public static final TopicName NONE = new TopicName("", Bytes.EMPTY);

    /// Topics that were made lately, by the hash of their text: applications publish to the same few again and again. What
    /// several threads put here at once is one or the other; each is whole.
    private static final @Nullable TopicName[] RECENT = new @Nullable TopicName[128];

    private static final int LONGEST_RECENT = 256;

    private final String text;
    private final Bytes utf8;

    private TopicName(String text, Bytes utf8) {
        this.text = text;
        this.utf8 = utf8;
    }

    /// The topic of a text.
    ///
    /// @throws IllegalArgumentException if the text is empty, holds `+`, `#` or NUL, or is longer than 65,535 bytes
    public static TopicName of(String text) {
        int hash = text.hashCode();
        int place = (hash ^ (hash >>> 16)) & (RECENT.length - 1);
        TopicName recent = RECENT[place];
        if (recent != null && recent.text.equals(text)) {
            return recent;
        }
        Utf8.check(text, "A topic name");
        TopicName made = new TopicName(checked(text), Bytes.utf8(text));
        if (text.length() <= LONGEST_RECENT) {
            RECENT[place] = made;
        }
        return made;
    }

    /// The topic of bytes that are known to be good UTF-8 without NUL.
    ///
    /// @throws IllegalArgumentException if there are none, or they hold `+` or `#`
    public static TopicName ofUtf8(Bytes utf8) {
        return new TopicName(checked(utf8.asUtf8()), utf8);
    }

    public String text() {
        return text;
    }

    /// The text as on the wire, without its length.
    public Bytes utf8() {
        return utf8;
    }

    /// Whether it begins with `$`, which a wildcard in the first place does not match (MQTT 5.0, 4.7.2).
    public boolean startsWithDollar() {
        return !text.isEmpty() && text.charAt(0) == '$';
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof TopicName that && text.equals(that.text));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    private static String checked(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("A topic name has at least one character");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+' || c == '#') {
                throw new IllegalArgumentException("'" + c + "' at " + i + ": a topic name has no wildcards");
            }
        }
        return text;
    }
}
