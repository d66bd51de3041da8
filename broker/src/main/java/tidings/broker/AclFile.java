package tidings.broker;

import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tidings.broker.access.AccessFile;
import tidings.broker.access.AclRules;
import tidings.broker.access.Granted;
import tidings.broker.spi.Authorizer;
import tidings.broker.spi.Client;
import tidings.broker.spi.Reloadable;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;

/// The rights that an ACL file in mosquitto's syntax gives: what it does not allow is not allowed.
///
/// A filter is granted if any topic that it matches may be heard; of those that it matches, the client hears the ones that
/// it may. So a dashboard may subscribe to `#`.
///
/// Any thread may use it.
public final class AclFile implements Authorizer, Reloadable {

    private final AccessFile file;
    private final boolean everySubscription;
    private volatile AclRules rules;

    private AclFile(AccessFile file, boolean everySubscription, AclRules rules) {
        this.file = file;
        this.everySubscription = everySubscription;
        this.rules = rules;
    }

    /// Reads a file.
    ///
    /// @throws BrokerException if it cannot be read, or a line is none; names the line
    public static AclFile read(Path path) {
        AccessFile file = new AccessFile(path, "ACL file (--acl)", false);
        AclFile acl = new AclFile(file, false, AclRules.NONE);
        acl.reload();
        return acl;
    }

    /// The same, but as mosquitto does: a subscription is granted to whatever it is, and nothing heard that may not be.
    public AclFile grantingEverySubscription() {
        return new AclFile(file, true, rules);
    }

    /// Reads the file again.
    ///
    /// @throws BrokerException if it cannot be read, breaks off, or a line is none; the rights stay as they were
    @Override
    public void reload() {
        synchronized (file) {
            file.read(lines -> rules = AclRules.parse(lines, file.path().toString()));
        }
    }

    @Override
    public Authorizer forClient(Client client) {
        return new OneClient(client);
    }

    @Override
    public boolean mayPublish(Client client, TopicName topic) {
        return rules.of(client).mayWrite(topic);
    }

    @Override
    public boolean maySubscribe(Client client, TopicFilter filter) {
        return everySubscription || rules.of(client).mayReadSomeOf(filter);
    }

    @Override
    public boolean mayHear(Client client, TopicName topic) {
        return rules.of(client).mayRead(topic);
    }

    /// Works out the rights of its client once for all that it asks, and what it may do on a topic once for a while.
    ///
    /// Used on one event loop.
    private final class OneClient implements Authorizer {

        private static final int TOPICS = 16;

        private final Client only;
        private @Nullable AclRules workedOutFrom;
        private Granted granted = Granted.NOTHING;
        private final @Nullable Answer[] answers = new @Nullable Answer[TOPICS];

        OneClient(Client only) {
            this.only = only;
        }

        /// What was found out of a topic.
        private record Answer(TopicName topic, boolean mayRead, boolean mayWrite) {}

        @Override
        public boolean mayPublish(Client client, TopicName topic) {
            return answer(topic).mayWrite;
        }

        @Override
        public boolean maySubscribe(Client client, TopicFilter filter) {
            return everySubscription || granted().mayReadSomeOf(filter);
        }

        @Override
        public boolean mayHear(Client client, TopicName topic) {
            return answer(topic).mayRead;
        }

        private Answer answer(TopicName topic) {
            Granted rights = granted();
            int place = topic.hashCode() & (TOPICS - 1);
            Answer known = answers[place];
            if (known != null && known.topic.equals(topic)) {
                return known;
            }
            Answer found = new Answer(topic, rights.mayRead(topic), rights.mayWrite(topic));
            answers[place] = found;
            return found;
        }

        private Granted granted() {
            AclRules now = rules;
            if (now != workedOutFrom) {
                workedOutFrom = now;
                granted = now.of(only);
                Arrays.fill(answers, null);
            }
            return granted;
        }
    }
}
