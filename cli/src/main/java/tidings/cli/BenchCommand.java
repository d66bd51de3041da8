package tidings.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tidings.cli.load.Load;
import tidings.cli.load.LoadPlan;
import tidings.cli.load.LoadPlan.Mode;
import tidings.cli.load.Placeholders;
import tidings.cli.load.Progress;
import tidings.cli.load.Report;
import tidings.client.MqttConfig;
import tidings.client.MqttException;

/// `tidings bench`: load for a server, with the letters of emqtt-bench and MQTTX.
@Command(name = "bench", description = "Puts load on a server, and tells what its clients saw.", exitCodeOnInvalidInput = ExitStatus.FAILED, footer = {
    "",
    "conn connects, pub publishes, sub receives, pubsub does both. In -t, -u and --id stands %%i for the number",
    "of the client, from 0; in -t also %%c for its client id and %%u for its user name. A line a second goes to",
    "standard error, the report to standard output.",
    "",
    "  tidings bench pubsub -c 100 -q 1 --duration 30s",
    "  tidings bench pub -c 1000 -I 1000 -u 'TOKEN_%%i' -t v1/devices/me/telemetry --fail-if 'p99>50ms'",
    "",
    "Times run from when a message was due, so that a server that falls behind does not look fast.",
    "Ends with 0; 1 if no client comes in, or messages are lost; 2 if a limit of --fail-if is missed."})
final class BenchCommand implements Callable<Integer> {

    private static final int MISSED = 2;
    private static final long REPORT_SECONDS = 25;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "conn|pub|sub|pubsub", description = "What the clients do.")
    private Mode mode = Mode.PUBSUB;

    @Option(names = {"-c", "--count"}, paramLabel = "N", description = "How many clients; 10 by default.")
    private int clients = 10;

    @Option(names = {"-i", "--interval"}, paramLabel = "MS", description = "Between two connects; 0 by default.")
    private int connectMillis;

    @Option(names = "--id", paramLabel = "ID", description = "Their client ids; by default bench-PID-%%i.")
    private String clientId = "bench-" + ProcessHandle.current().pid() + "-%i";

    @Option(names = {"-t",
        "--topic"}, paramLabel = "TOPIC", description = "Where to publish, what to subscribe to; bench/%%i by default.")
    private String topic = "bench/%i";

    @Option(names = {"-q", "--qos"}, paramLabel = "QOS", description = "0, 1 or 2; 0 by default.")
    private int qos;

    @Option(names = {"-r", "--retain"}, description = "The server keeps the messages.")
    private boolean retain;

    @Option(names = {"-s", "--size"}, paramLabel = "BYTES", description = "Of a payload; 256 by default, 16 at least.")
    private int size = 256;

    @Option(names = {"-I", "--message-interval"}, paramLabel = "MS", description = "Between two messages of a client.")
    private double messageMillis;

    @Option(names = "--rate", paramLabel = "N", description = "Messages a second, of all clients together. Without -I and --rate as many as the server takes.")
    private double rate;

    @Option(names = {"-M",
        "--max-inflight"}, paramLabel = "N", description = "Messages of a client that wait for their acknowledgement; 20 by default.")
    private int inFlight = 20;

    @Option(names = {"-n",
        "--messages"}, paramLabel = "N", description = "For each client; without -n and --duration until it is stopped.")
    private long messages;

    @Option(names = "--duration", paramLabel = "TIME", converter = DurationOption.class, description = "How long, such as 30s.")
    private Duration duration = Duration.ZERO;

    @Option(names = "--warmup", paramLabel = "TIME", converter = DurationOption.class, description = "How long not to measure at first; 0s by default.")
    private Duration warmUp = Duration.ZERO;

    @Option(names = "--fail-if", paramLabel = "LIMIT", description = "End with 2 if it is so: p50, p90, p99, p99.9, max (in ms), lost or rate, < or >, a number; such as 'p99>50ms'.")
    private List<String> limits = new ArrayList<>();

    @Option(names = "--json", description = "The report as JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        try {
            List<BenchLimit> bounds = limits.stream().map(BenchLimit::parse).toList();
            MqttConfig all = server.client().config();
            Load load = new Load(plan(), number -> config(all, number), this::tell);
            CountDownLatch reported = new CountDownLatch(1);
            return UntilStopped.work(() -> {
                try {
                    return report(load.run(), bounds);
                } finally {
                    reported.countDown();
                }
            }, () -> stop(load, reported));
        } catch (MqttException failed) {
            common.complain(failed);
            return ExitStatus.of(failed, server.version());
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(ExitStatus.FAILED, wrong);
        }
    }

    private LoadPlan plan() {
        if (rate > 0 && messageMillis > 0) {
            throw new IllegalArgumentException("--rate and -I cannot be used together");
        }
        double all = messageMillis > 0 ? clients * (double) TimeUnit.SECONDS.toMillis(1) / messageMillis : rate;
        return new LoadPlan(
                mode, clients, Duration.ofMillis(connectMillis), all, inFlight, messages, duration, warmUp, size, topic,
                ConnectionOptions.qos("-q", qos), retain);
    }

    private MqttConfig config(MqttConfig all, int number) {
        return all.with(client -> {
            if (all.userName() != null) {
                client.credentials(Placeholders.number(all.userName(), number), all.password());
            }
            return client.clientId(Placeholders.number(clientId, number)).executor(Runnable::run);
        });
    }

    private int report(Report report, List<BenchLimit> bounds) {
        System.out.println(json ? BenchReport.json(report) : BenchReport.text(report));
        List<BenchLimit> missed = bounds.stream().filter(bound -> bound.isMissed(report)).toList();
        missed.forEach(bound -> common.complain("The limit is missed: " + bound + " (--fail-if)"));
        if (report.lost() > 0) {
            common.complain(report.lost() + " messages are lost");
            return ExitStatus.FAILED;
        }
        return missed.isEmpty() ? ExitStatus.OK : MISSED;
    }

    private void tell(Progress progress) {
        common.tell(BenchReport.line(progress));
    }

    private static void stop(Load load, CountDownLatch reported) {
        load.stop();
        try {
            boolean inTime = reported.await(REPORT_SECONDS, TimeUnit.SECONDS);
            if (!inTime) {
                System.err.println("Error: the clients do not end; there is no report");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
