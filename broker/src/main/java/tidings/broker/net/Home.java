package tidings.broker.net;

import io.netty.channel.EventLoop;
import tidings.broker.session.Shard;

/// One event loop with what belongs to it.
record Home(EventLoop loop, Shard shard, Flusher flusher) {}
