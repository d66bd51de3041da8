/// Sockets: listeners, and connections between bytes and peers. Begin with [tidings.broker.net.BrokerServer], then
/// [tidings.broker.net.ConnectionHandler].
@NullMarked
package tidings.broker.net;

import org.jspecify.annotations.NullMarked;
