/// The connection to a Brick Daemon: [BrickDaemon] makes it and makes it again, [Calls] keeps the calls apart.
@NullMarked
package tidings.tinkerforge.daemon;

import org.jspecify.annotations.NullMarked;
