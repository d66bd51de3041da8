/// Brokers under load, ours beside others: a generator that is cheaper than what it drives and looks for every message.
/// Begin at [tidings.bench.brokers.BrokerBench].
@NullMarked
package tidings.bench.brokers;

import org.jspecify.annotations.NullMarked;
