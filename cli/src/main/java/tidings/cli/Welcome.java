package tidings.cli;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import tidings.cli.ServeCommand.Started;
import tidings.device.DeviceServer.FirstDevice;

/// What `serve` tells a person who starts it: where to look, how to sign in, and a line to paste that works.
final class Welcome {

    private Welcome() {}

    static void print(PrintStream out, Path data, String admin, Started started) {
        out.println(new Main.ProgramVersion().getVersion()[0] + ", data in " + data);
        out.println();
        out.println("  page     " + reachable(started.http()));
        String password = started.devices().generatedPassword();
        if (password != null) {
            out.println("  sign in  " + admin + "  password " + password + "  (made up now, not shown again)");
        }
        FirstDevice device = started.devices().firstDevice();
        if (device != null) {
            out.println("  device   " + device.name() + ", access token " + device.token());
            started.broker()
                    .addresses()
                    .stream()
                    .filter(address -> address.getScheme().equals("mqtt"))
                    .findFirst()
                    .ifPresent(address -> out.println(attempt(reachable(address), device)));
        }
        out.println();
    }

    private static String attempt(URI mqtt, FirstDevice device) {
        return "  try      mosquitto_pub -h " + mqtt.getHost() + " -p " + mqtt.getPort()
                + " -t v1/devices/me/telemetry -u " + device.token() + " -m '{\"temperature\":21.5}'";
    }

    /// What listens everywhere is reached on this machine by the loopback address.
    private static URI reachable(URI address) {
        boolean everywhere = address.getHost().equals("0.0.0.0") || address.getHost().equals("[::]");
        return everywhere ? URI.create(address.getScheme() + "://127.0.0.1:" + address.getPort()) : address;
    }
}
