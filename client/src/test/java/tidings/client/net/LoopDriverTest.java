package tidings.client.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.client.BlockingClient;
import tidings.client.MqttClient;
import tidings.mqtt.Qos;

class LoopDriverTest {

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static Thread thread(Executor executor) {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        executor.execute(() -> thread.complete(Thread.currentThread()));
        return thread.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void worksOnTheEventLoopOfItsHandlers() {
        LoopDriver driver = LoopDriver.beside(loop);
        assertThat(thread(driver::execute)).isSameAs(thread(loop));
        driver.close();
        assertThat(loop.isShuttingDown()).isFalse();
    }

    @Test
    void worksOnALoopOfItsOwnWhereHandlersRunElsewhere() {
        assertThat(thread(LoopDriver.beside(Runnable::run)::execute).getName()).startsWith("tidings-client");
        assertThat(thread(LoopDriver.beside(null)::execute).getName()).startsWith("tidings-client");
    }

    @Test
    void connectsFromAnEventLoopThatIsNotItsOwn() {
        CompletableFuture<Thread> heard = new CompletableFuture<>();
        try (Broker broker = Broker.start(
                BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).build());
                BlockingClient client = MqttClient.of(MqttClient.builder()
                        .server(broker.addresses().get(0).toString())
                        .executor(loop)
                        .config()).blocking()) {
            client.async().onMessage(message -> heard.complete(Thread.currentThread()));
            client.connect();
            client.subscribe("a", Qos.AT_LEAST_ONCE);
            client.publish("a", "b");
            assertThat(heard.orTimeout(20, TimeUnit.SECONDS).join()).isSameAs(thread(loop));
        }
    }
}
