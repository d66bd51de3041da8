/// The server over HTTP, in the paths and shapes that ThingsBoard's users know (SERVER_API). Begin with `HttpServer`.
///
/// Every request has a virtual thread of its own, and may wait.
@NullMarked
package tidings.device.rest;

import org.jspecify.annotations.NullMarked;
