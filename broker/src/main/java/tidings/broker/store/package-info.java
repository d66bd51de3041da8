/// Sessions and retained messages on disk. Begin with [tidings.broker.store.SqliteSessionStore].
@NullMarked
package tidings.broker.store;

import org.jspecify.annotations.NullMarked;
