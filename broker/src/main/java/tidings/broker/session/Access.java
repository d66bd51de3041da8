package tidings.broker.session;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.spi.Authorizer;
import tidings.broker.spi.Client;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;

/// What one client may do. An [Authorizer] that throws has said no.
final class Access {

    private static final Logger LOG = LoggerFactory.getLogger(Access.class);

    private final Authorizer authorizer;
    private final Client client;

    private Access(Authorizer authorizer, Client client) {
        this.authorizer = authorizer;
        this.client = client;
    }

    /// Null where the client may do everything: nobody is asked then.
    static @Nullable Access of(Policy policy, Client client) {
        Authorizer authorizer = policy.authorizer().forClient(client);
        return authorizer.equals(Authorizer.ALL) ? null : new Access(authorizer, client);
    }

    Client client() {
        return client;
    }

    boolean mayPublish(TopicName topic) {
        return asked(() -> authorizer.mayPublish(client, topic));
    }

    boolean maySubscribe(TopicFilter filter) {
        return asked(() -> authorizer.maySubscribe(client, filter));
    }

    boolean mayHear(TopicName topic) {
        return asked(() -> authorizer.mayHear(client, topic));
    }

    private boolean asked(BooleanSupplier question) {
        try {
            return question.getAsBoolean();
        } catch (RuntimeException failure) {
            LOG.error("client={} The authorizer failed, which is a no", Printable.of(client.clientId()), failure);
            return false;
        }
    }
}
