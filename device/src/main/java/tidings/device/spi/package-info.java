/// What an embedder may implement.
@NullMarked
package tidings.device.spi;

import org.jspecify.annotations.NullMarked;
