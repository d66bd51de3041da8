package tidings.broker.spi;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import tidings.mqtt.Bytes;

/// What is counted as one address, where addresses are held to limits: a /64 of IPv6, since whoever has one of its addresses
/// has all of them, or one address of IPv4.
///
/// @param prefix its bytes
public record AddressBlock(Bytes prefix) {

    private static final int IPV6_PREFIX_BYTES = 8;

    /// The block of an address.
    public static AddressBlock of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return new AddressBlock(
                Bytes.copyOf(address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_PREFIX_BYTES) : bytes));
    }
}
