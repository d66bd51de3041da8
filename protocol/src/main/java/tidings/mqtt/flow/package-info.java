/// What both ends of a connection must remember of it: which messages are under way, which acknowledgements are owed,
/// which aliases stand for which topics, how long it has been silent.
///
/// Machines without I/O, clock, threads or log. Client and broker use the same ones; each has one owner and is called by
/// no other. Begin with [tidings.mqtt.flow.OutgoingFlow] and [tidings.mqtt.flow.IncomingFlow].
@NullMarked
package tidings.mqtt.flow;

import org.jspecify.annotations.NullMarked;
