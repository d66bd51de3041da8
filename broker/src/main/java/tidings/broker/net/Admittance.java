package tidings.broker.net;

import io.netty.channel.Channel;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.Listener;

/// Whether a connection may come by a listener at all: how many there are, and whether it is one of the proxies that are
/// listed.
///
/// Any loop may use it.
final class Admittance {

    private static final Logger LOG = LoggerFactory.getLogger(Admittance.class);
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    private final Listener listener;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<IpSubnetFilterRule> proxies;

    /// @throws IllegalArgumentException if a proxy is no address or network
    Admittance(Listener listener) {
        this.listener = listener;
        this.proxies = listener.proxies().stream().map(Admittance::network).toList();
    }

    Listener listener() {
        return listener;
    }

    /// A connection comes.
    ///
    /// @return false if it is to be closed at once
    boolean enter(Channel channel, SocketAddress remote) {
        if (!proxies.isEmpty() && !isProxy(remote)) {
            LOG.info("ip={} refused: it is none of the proxies of {}", remote, listener.uri());
            return false;
        }
        if (connections.incrementAndGet() > listener.connections()) {
            connections.decrementAndGet();
            LOG.info("ip={} refused: too many connections at {}", remote, listener.uri());
            return false;
        }
        channel.closeFuture().addListener(closed -> connections.decrementAndGet());
        return true;
    }

    private boolean isProxy(SocketAddress remote) {
        return remote instanceof InetSocketAddress address && proxies.stream().anyMatch(one -> one.matches(address));
    }

    private static IpSubnetFilterRule network(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        int most = NetUtil.isValidIpV4Address(address) ? IPV4_BITS : IPV6_BITS;
        try {
            int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            if (most == IPV4_BITS || NetUtil.isValidIpV6Address(address)) {
                return new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT);
            }
        } catch (IllegalArgumentException outOfBounds) {
            // said below
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no address or network; one is 10.0.0.7, 10.0.0.0/8 or fd00::/8");
    }
}
