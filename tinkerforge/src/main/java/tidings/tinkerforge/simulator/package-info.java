/// Bricks that are not there: what they answer follows from the catalog alone.
///
/// A [SimulatedBrick] is a machine: requests and times in, packets out. [Memory] knows which getter tells what which setter
/// said, [Readings] make up what nobody set, [Chunks] cut and join streams, [CallbackSettings] find out when a callback is
/// due. [BrickServer] puts them on a socket.
@NullMarked
package tidings.tinkerforge.simulator;

import org.jspecify.annotations.NullMarked;
