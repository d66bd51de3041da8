/// Files that say who comes in and who may do what. Begin with [tidings.broker.access.AccessFile].
@NullMarked
package tidings.broker.access;

import org.jspecify.annotations.NullMarked;
