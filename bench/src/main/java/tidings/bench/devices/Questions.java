package tidings.bench.devices;

import java.io.IOException;
import java.util.Arrays;

/// Asks over REST for the history of one device with 100,000 points of a key, while nothing else goes on.
final class Questions {

    private static final int POINTS = 100_000;
    private static final int A_REQUEST = 1_000;
    private static final int TIMES = 21;
    private static final long FIRST = 1_700_000_000_000L;

    private final Rest rest;
    private final String device;

    Questions(Rest rest) throws IOException, InterruptedException {
        this.rest = rest;
        String made = rest.post("/api/device?accessToken=HISTORY", "{\"name\":\"history\",\"type\":\"default\"}");
        this.device = made.replaceAll(".*\"entityType\":\"DEVICE\",\"id\":\"([^\"]+)\".*", "$1");
    }

    void fill() throws IOException, InterruptedException {
        for (int i = 0; i < POINTS; i += A_REQUEST) {
            StringBuilder body = new StringBuilder("[");
            for (int j = i; j < i + A_REQUEST; j++) {
                body.append(j == i ? "" : ",").append("{\"ts\":").append(FIRST + j * 1_000L);
                body.append(",\"values\":{\"k\":").append(j % 100).append(".25}}");
            }
            rest.post("/api/v1/HISTORY/telemetry", body.append(']').toString());
        }
    }

    /// How long it takes to ask for the last 50 points: the median, in milliseconds.
    double last50() throws IOException, InterruptedException {
        return median("&limit=50");
    }

    /// How long it takes to ask for averages of all points: the median, in milliseconds.
    double averagesOfAll() throws IOException, InterruptedException {
        return median("&limit=1000&agg=AVG&interval=" + POINTS);
    }

    private double median(String how) throws IOException, InterruptedException {
        double[] times = new double[TIMES];
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            rest.get(Rest.history(device) + "?keys=k&startTs=" + FIRST + "&endTs=" + (FIRST + POINTS * 1_000L) + how);
            times[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(times);
        return times[TIMES / 2];
    }
}
