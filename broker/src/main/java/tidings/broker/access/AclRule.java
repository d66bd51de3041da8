package tidings.broker.access;

import org.jspecify.annotations.Nullable;
import tidings.broker.spi.Client;
import tidings.mqtt.TopicFilter;

/// One line of an ACL file: what is allowed or denied, on which topics.
///
/// @param text the topics as they stand there, `%u` and `%c` for the user name and the client id of a pattern
record AclRule(Right right, String text, boolean isPattern) {

    /// What a rule gives, or takes.
    enum Right {
        READ,
        WRITE,
        READ_WRITE,
        DENY;

        boolean reads() {
            return this == READ || this == READ_WRITE;
        }

        boolean writes() {
            return this == WRITE || this == READ_WRITE;
        }
    }

    /// The topics as far as one client is concerned; null where it has no part in them.
    ///
    /// A name with a wildcard or a slash in it would reach further than its owner: it is given nothing by a pattern, and
    /// what a pattern denies it is denied with whatever could stand in its place (CVE-2017-7650).
    @Nullable
    TopicFilter of(Client client) {
        if (!isPattern) {
            return TopicFilter.of(text);
        }
        if (right == Right.DENY) {
            return TopicFilter.of(widest(client));
        }
        boolean fits = (!text.contains("%u") || isPlain(client.userName()))
                && (!text.contains("%c") || isPlain(client.clientId()));
        return fits ? TopicFilter.of(filled(client)) : null;
    }

    private String filled(Client client) {
        StringBuilder filled = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("%u", i)) {
                filled.append(client.userName());
                i++;
            } else if (text.startsWith("%c", i)) {
                filled.append(client.clientId());
                i++;
            } else {
                filled.append(text.charAt(i));
            }
        }
        return filled.toString();
    }

    private String widest(Client client) {
        String[] levels = text.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            boolean odd = (levels[i].contains("%u") && !isPlain(client.userName()))
                    || (levels[i].contains("%c") && !isPlain(client.clientId()));
            levels[i] = odd ? "+" : new AclRule(right, levels[i], true).filled(client);
        }
        return String.join("/", levels);
    }

    private static boolean isPlain(@Nullable String name) {
        return name != null && !name.isEmpty() && name.indexOf('+') < 0 && name.indexOf('#') < 0
                && name.indexOf('/') < 0;
    }
}
