/// How bytes come and go: one Netty pipeline, moved either by a shared event loop or by the caller's own thread. Begin with
/// [tidings.client.net.Driver].
@NullMarked
package tidings.client.net;

import org.jspecify.annotations.NullMarked;
