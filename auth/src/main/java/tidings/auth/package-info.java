/// Ways to log in to the broker that need more than the broker: [tidings.auth.JwtAuthenticator] and
/// [tidings.auth.HttpAuthenticator].
@NullMarked
package tidings.auth;

import org.jspecify.annotations.NullMarked;
