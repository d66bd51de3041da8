/// What Java's Flight Recorder is told.
@NullMarked
package tidings.client.events;

import org.jspecify.annotations.NullMarked;
