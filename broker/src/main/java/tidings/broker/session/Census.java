package tidings.broker.session;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tidings.broker.ClientDetails;
import tidings.broker.ClientDetails.Connected;
import tidings.broker.ClientQuery;
import tidings.broker.Listing;
import tidings.mqtt.ReasonCode;

/// Looks at the clients of all shards from outside, for [tidings.broker.BrokerView].
///
/// A list is gone through on the caller's thread, by maps that any thread may read; what changes with every message is
/// asked of the loops, for those alone that are in the answer. So a broker with a million sessions is no slower while
/// somebody looks at it.
public final class Census {

    private final Router router;

    public Census(Router router) {
        this.router = router;
    }

    /// A client on its way into an answer.
    ///
    /// @param place its client id, and of a client of a mount the number of its connection: others may have the same id
    private record Entry(Cursor place, Session session, @Nullable Visitor visitor) {

        static Entry of(Session session, @Nullable Visitor visitor) {
            return new Entry(new Cursor(session.clientId(), 0), session, visitor);
        }

        static Entry of(MountedPeer peer) {
            return new Entry(
                    new Cursor(peer.clientId(), peer.connection().number()), peer.session(), peer);
        }

        boolean matches(ClientQuery query) {
            boolean connectedAsWanted = query.connected() == null || query.connected() == (visitor != null);
            return connectedAsWanted && (query.text().isEmpty() || contains(query.text()));
        }

        private boolean contains(String text) {
            if (place.name().toLowerCase(Locale.ROOT).contains(text)) {
                return true;
            }
            String user = visitor == null ? null : visitor.userName();
            return (user != null && user.toLowerCase(Locale.ROOT).contains(text))
                    || (visitor != null && address(visitor.connection().remote()).contains(text));
        }
    }

    /// As [tidings.broker.BrokerView#clients].
    public Listing<ClientDetails> clients(ClientQuery query, Listing.Part part) {
        Selection<Entry> selection = new Selection<>(part, Entry::place);
        for (Shard shard : router.shards()) {
            for (Session session : shard.known().values()) {
                addIf(query, Entry.of(session, shard.peers().get(session.clientId())), selection);
            }
            for (MountedPeer peer : shard.mountedPeers()) {
                addIf(query, Entry.of(peer), selection);
            }
        }
        Listing<Entry> found = selection.listing();
        return new Listing<>(details(found.elements()), found.total(), found.next());
    }

    /// As [tidings.broker.BrokerView#client].
    public List<ClientDetails> client(String clientId) {
        return details(entries(clientId));
    }

    /// As [tidings.broker.BrokerView#disconnect].
    public int disconnect(String clientId, ReasonCode reason) {
        List<CompletableFuture<Boolean>> kicks = new ArrayList<>();
        for (Entry entry : entries(clientId)) {
            Visitor visitor = entry.visitor;
            if (visitor != null) {
                kicks.add(Question.ask(entry.session.shard(), () -> {
                    visitor.kick(reason);
                    return true;
                }));
            }
        }
        kicks.forEach(Question::await);
        return kicks.size();
    }

    /// As [tidings.broker.BrokerView#forget].
    public boolean forget(String clientId) {
        Shard home = router.home(clientId);
        return Question.await(Question.ask(home, () -> home.forget(clientId)));
    }

    private List<Entry> entries(String clientId) {
        List<Entry> entries = new ArrayList<>();
        Shard home = router.home(clientId);
        Session session = home.known().get(clientId);
        if (session != null) {
            entries.add(Entry.of(session, home.peers().get(clientId)));
        }
        for (Shard shard : router.shards()) {
            for (MountedPeer peer : shard.mountedPeers()) {
                if (peer.clientId().equals(clientId)) {
                    entries.add(Entry.of(peer));
                }
            }
        }
        return entries;
    }

    private static void addIf(ClientQuery query, Entry entry, Selection<Entry> to) {
        if (entry.matches(query)) {
            to.add(entry);
        }
    }

    /// Asks each loop once for all of its own, in parallel.
    private List<ClientDetails> details(List<Entry> entries) {
        Map<Shard, List<Entry>> byShard =
                entries.stream().collect(Collectors.groupingBy(entry -> entry.session.shard()));
        List<CompletableFuture<Map<Entry, ClientDetails>>> answers = new ArrayList<>();
        byShard.forEach((shard, own) -> answers.add(Question.ask(shard, () -> {
            Map<Entry, ClientDetails> answer = new LinkedHashMap<>();
            own.forEach(entry -> answer.put(entry, details(entry)));
            return answer;
        })));
        Map<Entry, ClientDetails> all = new LinkedHashMap<>();
        answers.forEach(answer -> all.putAll(Question.await(answer)));
        return entries.stream().map(entry -> Objects.requireNonNull(all.get(entry))).toList();
    }

    private ClientDetails details(Entry entry) {
        Session session = entry.session;
        Visitor visitor = entry.visitor;
        return new ClientDetails(
                session.clientId(),
                visitor == null ? null : visitor.userName(),
                visitor instanceof MountedPeer,
                visitor == null ? null : connected(visitor),
                session.absence().expiry(),
                session.subscriptions().filters().size(),
                session.queued(),
                session.queuedBytes(),
                session.underWay().size(),
                session.lostMessages());
    }

    private Connected connected(Visitor visitor) {
        Connection connection = visitor.connection();
        return new Connected(
                connection.number(),
                address(connection.remote()),
                connection.listener(),
                visitor.connect().version(),
                Instant.ofEpochMilli(connection.sinceMillis()),
                Duration.ofSeconds(Terms.keepAliveSeconds(visitor.connect(), router.policy().limits())),
                visitor.connect().cleanStart(),
                connection.messagesReceived(),
                connection.messagesSent(),
                connection.bytesReceived(),
                connection.bytesSent());
    }

    private static String address(SocketAddress remote) {
        return remote instanceof InetSocketAddress internet
                ? internet.getHostString() + ":" + internet.getPort()
                : remote.toString();
    }
}
