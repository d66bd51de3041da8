/// How fast the client is, beside its peers in the same run. Begin with [tidings.bench.clients.ClientBench].
@NullMarked
package tidings.bench.clients;

import org.jspecify.annotations.NullMarked;
