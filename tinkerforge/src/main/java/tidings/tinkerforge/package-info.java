/// The gateway between an MQTT broker and a Brick Daemon, and a simulator of bricks.
@NullMarked
package tidings.tinkerforge;

import org.jspecify.annotations.NullMarked;
