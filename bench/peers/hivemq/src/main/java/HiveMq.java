import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedHiveMQ;
import java.nio.file.Files;
import java.nio.file.Path;

/// HiveMQ CE as its users embed it. Everybody is let in without being asked for anything, as by the others.
public final class HiveMq {

    private HiveMq() {}

    /// Runs until it is killed.
    ///
    /// @param arguments port, folder, `in-memory` or `file`
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        Path configuration = Files.createDirectories(folder.resolve("conf"));
        Path data = Files.createDirectories(folder.resolve("data"));
        Path extensions = Files.createDirectories(folder.resolve("extensions"));
        Files.writeString(configuration.resolve("config.xml"), """
                <?xml version="1.0"?>
                <hivemq>
                  <listeners>
                    <tcp-listener><port>%s</port><bind-address>127.0.0.1</bind-address></tcp-listener>
                  </listeners>
                  <persistence><mode>%s</mode></persistence>
                  <mqtt><queued-messages><max-queue-size>1000000</max-queue-size></queued-messages></mqtt>
                  <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
                </hivemq>
                """.formatted(arguments[0], arguments[2]));
        InternalConfigurations.AUTH_DENY_UNAUTHENTICATED_CONNECTIONS.set(false);
        EmbeddedHiveMQ.builder()
                .withConfigurationFolder(configuration)
                .withDataFolder(data)
                .withExtensionsFolder(extensions)
                .build()
                .start()
                .join();
        Thread.currentThread().join();
    }
}
