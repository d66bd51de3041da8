package tidings.broker.access;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tidings.broker.BrokerException;
import tidings.broker.access.AclRule.Right;
import tidings.broker.spi.Client;
import tidings.mqtt.TopicFilter;

/// What an ACL file in mosquitto's syntax says:
///
/// ```
/// topic [read|write|readwrite|deny] FILTER     of clients without a user name
/// user NAME                                    what follows is of this user
/// topic [read|write|readwrite|deny] FILTER
/// pattern [read|write|readwrite|deny] FILTER   of everybody, %u the user name and %c the client id
/// ```
///
/// What no line allows is not allowed, and what one denies is denied whatever allows it. Does not change.
public final class AclRules {

    /// Nothing is allowed.
    public static final AclRules NONE = new AclRules(Map.of(), List.of());

    /// No user name, which no user can have.
    private static final String NOBODY = "";
    private static final String ANY_CLIENT = "x";

    private final Map<String, List<AclRule>> users;
    private final List<AclRule> patterns;

    private AclRules(Map<String, List<AclRule>> users, List<AclRule> patterns) {
        this.users = users;
        this.patterns = patterns;
    }

    /// Understands lines.
    ///
    /// @param file they are of, to name it
    /// @throws BrokerException if a line is none; names it
    public static AclRules parse(List<String> lines, String file) {
        Map<String, List<AclRule>> users = new HashMap<>();
        List<AclRule> patterns = new ArrayList<>();
        String user = NOBODY;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String where = file + ", line " + (i + 1);
            int space = endOfWord(line);
            String rest = line.substring(space).strip();
            switch (line.substring(0, space).toLowerCase(Locale.ROOT)) {
                case "user" -> user = userName(rest, where);
                case "topic" -> users.computeIfAbsent(user, any -> new ArrayList<>()).add(rule(rest, false, where));
                case "pattern" -> patterns.add(rule(rest, true, where));
                default -> throw wrong(where, "a line begins with user, topic or pattern, not '" + line + "'");
            }
        }
        return new AclRules(Map.copyOf(users), List.copyOf(patterns));
    }

    /// The rights of one client.
    public Granted of(Client client) {
        String user = Objects.requireNonNullElse(client.userName(), NOBODY);
        List<TopicFilter> denied = new ArrayList<>();
        List<TopicFilter> read = new ArrayList<>();
        List<TopicFilter> write = new ArrayList<>();
        for (List<AclRule> rules : List.of(users.getOrDefault(user, List.of()), patterns)) {
            for (AclRule rule : rules) {
                TopicFilter topics = rule.of(client);
                if (topics != null) {
                    add(topics, rule.right() == Right.DENY, denied);
                    add(topics, rule.right().reads(), read);
                    add(topics, rule.right().writes(), write);
                }
            }
        }
        return new Granted(List.copyOf(denied), List.copyOf(read), List.copyOf(write));
    }

    private static void add(TopicFilter topics, boolean belongs, List<TopicFilter> to) {
        if (belongs) {
            to.add(topics);
        }
    }

    private static String userName(String name, String where) {
        if (name.isEmpty()) {
            throw wrong(where, "user is followed by a name");
        }
        return name;
    }

    private static AclRule rule(String rest, boolean isPattern, String where) {
        int space = endOfWord(rest);
        Right right = right(rest.substring(0, space));
        String topics = right == null ? rest : rest.substring(space).strip();
        if (topics.isEmpty()) {
            throw wrong(where, "topic and pattern are followed by read, write, readwrite or deny, and by topics");
        }
        AclRule rule = new AclRule(right == null ? Right.READ_WRITE : right, topics, isPattern);
        try {
            rule.of(new Client(ANY_CLIENT, ANY_CLIENT, new InetSocketAddress(0)));
        } catch (IllegalArgumentException refused) {
            throw new BrokerException(where + ": " + refused.getMessage() + " (--acl)", refused);
        }
        return rule;
    }

    private static @Nullable Right right(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "read" -> Right.READ;
            case "write" -> Right.WRITE;
            case "readwrite" -> Right.READ_WRITE;
            case "deny" -> Right.DENY;
            default -> null;
        };
    }

    private static int endOfWord(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isWhitespace(text.charAt(i))) {
                return i;
            }
        }
        return text.length();
    }

    private static BrokerException wrong(String where, String why) {
        return new BrokerException(where + ": " + why + " (--acl)");
    }
}
