package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tidings.client.BlockingClient;
import tidings.client.MqttClient;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.testkit.Await;

/// A broker whose operating system lets it open no more files.
class OpenFilesTest {

    private static final int FILES = 256;

    @Test
    void whoIsInIsServedOnAndOthersComeInWhenThereIsRoomAgain() throws Exception {
        try (ServerProcess server = ServerProcess.brokerWithFiles(
                FILES, "--allow-anonymous", "--connect-timeout", "5m", "--max-connections-per-address", "10000",
                "--max-connects-per-address", "10000")) {
            String uri = "mqtt://127.0.0.1:" + server.mqttPort();
            List<Socket> crowd = new ArrayList<>();
            try (BlockingClient healthy = MqttClient.of(uri).blocking()) {
                healthy.connect();
                for (int i = 0; i < FILES; i++) {
                    crowd.add(new Socket("127.0.0.1", server.mqttPort()));
                }
                Await.until("the log says so: " + server.log(), () -> saysSo(server));
                healthy.publish(Message.of("still/there", "yes").withQos(Qos.AT_LEAST_ONCE));
                leave(crowd);
                try (BlockingClient late = MqttClient.of(uri).blocking()) {
                    late.connect();
                    late.publish(Message.of("late", "yes").withQos(Qos.AT_LEAST_ONCE));
                }
            }
            assertThat(server.stop()).isZero();
        }
    }

    private static boolean saysSo(ServerProcess server) {
        return server.log().stream().anyMatch(line -> line.contains("LimitNOFILE"));
    }

    private static void leave(List<Socket> crowd) throws IOException {
        for (Socket socket : crowd) {
            socket.close();
        }
    }
}
