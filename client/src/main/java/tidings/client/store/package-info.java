/// What of a session survives the process. Begin with [tidings.client.store.SessionFile].
@NullMarked
package tidings.client.store;

import org.jspecify.annotations.NullMarked;
