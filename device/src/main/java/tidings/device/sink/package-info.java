/// Events that go elsewhere: at least once, in order, with patience. Begin with `Sinks`.
@NullMarked
package tidings.device.sink;

import org.jspecify.annotations.NullMarked;
