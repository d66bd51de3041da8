/// Load for a server: clients that connect, publish and receive, and what they saw.
@NullMarked
package tidings.cli.load;

import org.jspecify.annotations.NullMarked;
