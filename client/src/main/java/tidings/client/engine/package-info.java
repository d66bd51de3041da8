/// The client as a state machine: packets, commands and times in, calls on an outbox out. No sockets, threads, clock,
/// futures or log. Begin with [tidings.client.engine.Engine].
@NullMarked
package tidings.client.engine;

import org.jspecify.annotations.NullMarked;
