/// The seams of the broker: who may come in, and what stands in for the ordinary session of a connection.
@NullMarked
package tidings.broker.spi;

import org.jspecify.annotations.NullMarked;
