/// The protocol of Bricks and Bricklets: what client and simulator share. Begin with [Packet].
@NullMarked
package tidings.tinkerforge.tfp;

import org.jspecify.annotations.NullMarked;
