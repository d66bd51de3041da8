/// Makes the client library testable from outside, over its public API: commands on standard input, events on standard
/// output. Begin with [tidings.driver.ClientDriver].
@NullMarked
package tidings.driver;

import org.jspecify.annotations.NullMarked;
