/// The Tinkerforge gateway beside tinkerforge_mqtt.
@NullMarked
package tidings.bench.bricks;

import org.jspecify.annotations.NullMarked;
