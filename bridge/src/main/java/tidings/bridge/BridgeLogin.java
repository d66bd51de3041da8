package tidings.bridge;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tidings.broker.spi.Authenticator;
import tidings.broker.spi.Authorizer;
import tidings.broker.spi.Client;
import tidings.broker.spi.Login;
import tidings.broker.spi.Reloadable;
import tidings.mqtt.Bytes;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;

/// Lets the bridges of a process into its broker, and nobody else: by a name and a password that are made up anew at each
/// start, and that nobody is told.
public final class BridgeLogin implements Authenticator {

    private static final int RANDOM_BYTES = 24;

    private final String userName = "bridge-" + random();
    private final byte[] password = Bytes.utf8(random()).toArray();

    /// Says this login to a bridge.
    public BridgeConfig.Builder applyTo(BridgeConfig.Builder bridge) {
        return bridge.localLogin(userName, Bytes.copyOf(password));
    }

    @Override
    public CompletionStage<Verdict> authenticate(Login login) {
        boolean known = userName.equals(login.userName()) && login.password() != null
                && MessageDigest.isEqual(password, login.password().toArray());
        return CompletableFuture.completedStage(known ? Verdict.ACCEPTED : Verdict.NOT_MINE);
    }

    /// Rules by which bridges may do everything, and all others what they may anyway: what crosses, the bridge's topics say.
    public Authorizer allowing(Authorizer others) {
        return new Allowing(userName, others);
    }

    private record Allowing(String bridges, Authorizer others) implements Authorizer, Reloadable {

        @Override
        public Authorizer forClient(Client client) {
            return isBridge(client) ? Authorizer.ALL : others.forClient(client);
        }

        @Override
        public boolean mayPublish(Client client, TopicName topic) {
            return isBridge(client) || others.mayPublish(client, topic);
        }

        @Override
        public boolean maySubscribe(Client client, TopicFilter filter) {
            return isBridge(client) || others.maySubscribe(client, filter);
        }

        @Override
        public boolean mayHear(Client client, TopicName topic) {
            return isBridge(client) || others.mayHear(client, topic);
        }

        @Override
        public void reload() {
            if (others instanceof Reloadable changing) {
                changing.reload();
            }
        }

        private boolean isBridge(Client client) {
            return bridges.equals(client.userName());
        }
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
