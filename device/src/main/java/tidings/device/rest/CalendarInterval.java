package tidings.device.rest;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Refusal;
import tidings.device.store.Point;
import tidings.device.store.Telemetry;
import tidings.device.store.Telemetry.Question;

/// Intervals of the calendar, whose lengths differ, for aggregations by them (`intervalType`).
enum CalendarInterval {
    /// From Sunday on.
    WEEK,
    /// From Monday on.
    WEEK_ISO,
    MONTH,
    QUARTER;

    private static final int MOST = 10_000;

    /// The interval of a name, or null for those that all have the same number of milliseconds.
    ///
    /// @throws Refusal if there is none of that name
    static @Nullable CalendarInterval of(String name) {
        if (name.isEmpty() || name.equals("MILLISECONDS")) {
            return null;
        }
        try {
            return valueOf(name);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(
                    "An interval type is MILLISECONDS, WEEK, WEEK_ISO, MONTH or QUARTER, not " + name);
        }
    }

    /// The time zone of a name; UTC where that is empty.
    ///
    /// @throws Refusal if there is none of that name
    static ZoneId zone(String name) {
        try {
            return name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name);
        } catch (DateTimeException e) {
            throw Refusal.badRequest("There is no time zone " + name);
        }
    }

    /// One value of each key for each interval that has any, as many and in such an order as the question wants.
    ///
    /// @throws Refusal if there are too many intervals
    Map<String, List<Point>> read(
            Telemetry telemetry, long device, List<String> keys, Question question, ZoneId zone) {
        Map<String, List<Point>> all = new LinkedHashMap<>();
        List<Question> parts = cut(question, zone);
        for (Question part : question.newestFirst() ? parts.reversed() : parts) {
            telemetry.read(device, keys, part).forEach((key, points) -> {
                List<Point> those = all.computeIfAbsent(key, first -> new ArrayList<>());
                those.addAll(those.size() < question.limit() ? points : Collections.emptyList());
            });
        }
        return all;
    }

    /// A question for each interval. The first begins where the range does, all others where the calendar says.
    private List<Question> cut(Question all, ZoneId zone) {
        List<Question> parts = new ArrayList<>();
        for (long from = all.from(); from < all.to();) {
            if (parts.size() == MOST) {
                throw Refusal.badRequest("The range has more than " + MOST + " intervals");
            }
            long to = Math.min(all.to(), next(Instant.ofEpochMilli(from).atZone(zone)).toInstant().toEpochMilli());
            parts.add(new Question(from, to, 1, false, to - from, all.aggregation()));
            from = to;
        }
        return parts;
    }

    /// When the interval ends that has a time.
    private ZonedDateTime next(ZonedDateTime time) {
        LocalDate day = time.toLocalDate();
        LocalDate next = switch (this) {
            case WEEK -> day.with(TemporalAdjusters.next(DayOfWeek.SUNDAY));
            case WEEK_ISO -> day.with(TemporalAdjusters.next(DayOfWeek.MONDAY));
            case MONTH -> day.with(TemporalAdjusters.firstDayOfNextMonth());
            case QUARTER -> day.with(IsoFields.DAY_OF_QUARTER, 1).plusMonths(3);
        };
        return next.atStartOfDay(time.getZone());
    }
}
