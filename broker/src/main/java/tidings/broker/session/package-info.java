/// What the broker remembers of its clients, and what it does with what they send. Knows packets and loops, no sockets.
///
/// All of a client is on one loop: its home, by its client id. Begin with [tidings.broker.session.Shard], which has the
/// sessions of one loop, and [tidings.broker.session.Router], which carries messages between them.
@NullMarked
package tidings.broker.session;

import org.jspecify.annotations.NullMarked;
