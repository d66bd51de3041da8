/// What can be asked of the server, whoever asks: commands that change the store, and the events that follow.
@NullMarked
package tidings.device.core;

import org.jspecify.annotations.NullMarked;
