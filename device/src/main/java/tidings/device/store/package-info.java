/// What is kept, and the SQL for it: one class for each kind of thing. Begin with `Store`.
///
/// Methods that take [tidings.storage.Statements] run within somebody's transaction or query; nothing here waits.
@NullMarked
package tidings.device.store;

import org.jspecify.annotations.NullMarked;
