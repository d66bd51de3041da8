/// What every Brick and Bricklet can do, as data: devices, functions, callbacks, the elements of their packets.
///
/// Begin with [Catalog], which reads `devices.txt` ([Notation] says how) and builds a [Device] when it is first asked for.
@NullMarked
package tidings.tinkerforge.catalog;

import org.jspecify.annotations.NullMarked;
