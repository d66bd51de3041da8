/// A broker seen from outside, over HTTP: metrics, health, and the REST of operators. Begin at [tidings.manage.Management].
@NullMarked
package tidings.manage;

import org.jspecify.annotations.NullMarked;
