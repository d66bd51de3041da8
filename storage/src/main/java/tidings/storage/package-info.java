/// What survives a killed process: a database with one writer that commits for many at once.
@NullMarked
package tidings.storage;

import org.jspecify.annotations.NullMarked;
