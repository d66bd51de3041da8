/// Devices that report to a device server, and what that costs it.
@NullMarked
package tidings.bench.devices;

import org.jspecify.annotations.NullMarked;
