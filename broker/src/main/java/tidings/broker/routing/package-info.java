/// Who is to hear what: the index of subscriptions and the retained messages, both by topic. Knows no sessions, no bytes.
@NullMarked
package tidings.broker.routing;

import org.jspecify.annotations.NullMarked;
